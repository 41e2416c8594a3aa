/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/refusals_test.c - every way in which a plugin's file can be unfit.
 */
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/plugin/loader.h"
#include "tests/unit/unit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep_last(void *arg, int level, const char *line)
{
	struct str *last = arg;

	(void)level;
	last->n = 0;
	str_add(last, line);
}

static char *built(const char *stem)
{
	return mem_printf("%s/refusals/%s.so", getenv("BUILD_DIR"), stem);
}

/* Loads it and returns why it was refused ("": it was not), which the caller frees. */
static char *reason(const char *path)
{
	struct str said = { 0 };
	struct log log = { .level = LOG_LEVEL_WARNING, .sink = keep_last, .arg = &said };
	char *prefix CLEANUP_FREE = mem_printf("the plugin %s is passed over: ", path);
	char *why;

	loader_free(loader_load(&log, path, NULL));
	why = mem_dup(str_starts(str_text(&said), prefix)
			      ? str_text(&said) + strlen(prefix)
			      : str_text(&said));
	str_fini(&said);
	return why;
}

static const struct {
	const char *stem, *why;
	bool runs; /* its defect shows only once it is loaded */
} rows[] = {
	{ "magic", "head.magic is 0x67706c73, wanted 0x736c7067", false },
	{ "symbol",
	  "it exports sl_plugin_9, wanted sl_plugin_0: it is made for a newer core",
	  false },
	{ "abi", "head.abi is 9, wanted 0", false },
	{ "size", "head.size is 16, wanted 96 to 4096 bytes", false },
	{ "larger", "head.size is 2048, wanted the symbol's 96 bytes at most", false },
	{ "opt_size", "head.opt_size is 8, wanted 40 to 4096 bytes in steps of 8",
	  false },
	{ "stem", "name is \"other\", wanted the file's stem, \"stem\"", true },
	{ "pattern", "name is \"Pattern\", wanted [a-z0-9][a-z0-9_-]*", true },
	{ "no_table",
	  "it has no table, wanted at least one of genimage, packimage and bootloader",
	  true },
	{ "no_pack", "packimage.pack is missing, and it is required", true },
	{ "no_names", "packimage.names is missing, and it is required", true },
	{ "no_install", "genimage.install is missing, and it is required", true },
	{ "no_render", "bootloader.render is missing, and it is required", true },
	{ "bad_default",
	  "option compression: fallback is \"lzo\": must be one of gzip|xz", true },
	{ "twice", "option level is described twice", true },
	{ "bad_type", "option level: type is 42, wanted 1 to 8", true },
	{ "good", "", true },
};

static void refuses_each(void)
{
	char *trace = mem_printf("%s/trace", unit_folder());

	setenv("CONSTRUCTED", trace, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *path = built(rows[i].stem);
		char *why = reason(path);

		UNIT_STR(why, rows[i].why);
		CU_ASSERT_EQUAL(path_exists(trace), rows[i].runs);
		unlink(trace);
		free(why);
		free(path);
	}
	unsetenv("CONSTRUCTED");
	free(trace);
}

static void refuses_undefined(void)
{
	char *path = built("undefined");
	char *why = reason(path);

	CU_ASSERT(str_starts(why, "cannot be loaded: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "undefined symbol: core_function"));
	free(why);
	free(path);
}

static void refuses_kinds_of_files(void)
{
	struct log log = { .program = "test" };
	const char *folder = unit_folder();
	char *path = mem_printf("%s/x.so", folder);
	char *why;

	why = reason(path);
	UNIT_STR(why, "cannot open it: No such file or directory");
	free(why);
	UNIT_INT(mkfifo(path, 0600), 0);
	why = reason(path);
	UNIT_STR(why, "it is no regular file");
	free(why);
	unlink(path);
	UNIT_INT(file_create(&log, path, 0644, "#!/bin/sh\n", 10), 0);
	why = reason(path);
	UNIT_STR(why, "it is no ELF file");
	free(why);
	UNIT_INT(file_create(&log, path, 0644, "", 0), 0);
	why = reason(path);
	UNIT_STR(why, "it is no ELF file");
	free(why);
	free(path);
}

/* A 32-bit file is told by its header alone. */
static void refuses_other_machines(void)
{
	struct log log = { .program = "test" };
	char *path = mem_printf("%s/x.so", unit_folder());
	Elf32_Ehdr small = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
					  ELFDATA2LSB, EV_CURRENT },
			     .e_type = ET_DYN,
			     .e_machine = EM_386,
			     .e_version = EV_CURRENT,
			     .e_ehsize = sizeof(small) };
	Elf64_Ehdr other = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
					  ELFDATA2LSB, EV_CURRENT },
			     .e_type = ET_DYN,
			     .e_machine = EM_ALPHA,
			     .e_version = EV_CURRENT,
			     .e_ehsize = sizeof(other) };
	char *why;

	UNIT_INT(file_create(&log, path, 0644, &small, sizeof(small)), 0);
	why = reason(path);
	UNIT_STR(why, "its ELF class is 32-bit, wanted 64-bit");
	free(why);
	UNIT_INT(file_create(&log, path, 0644, &other, sizeof(other)), 0);
	why = reason(path);
	CU_ASSERT(str_starts(why, "its ELF machine is 36902 (byte order 1), wanted "));
	free(why);
	other.e_type = ET_EXEC;
	UNIT_INT(file_create(&log, path, 0644, &other, sizeof(other)), 0);
	why = reason(path);
	UNIT_STR(why, "its ELF type is 2, wanted 3 (a shared object)");
	free(why);
	free(path);
}

/* A library without the symbol, and a plugin cut short. */
static void refuses_broken_files(void)
{
	struct log log = { .program = "test" };
	char *path = mem_printf("%s/good.so", unit_folder()), *from = built("good");
	struct str bytes = { 0 };
	char *why;

	UNIT_INT(file_read(&log, from, 1 << 20, &bytes), 0);
	for (size_t cut = 64; cut < bytes.n; cut += 997) {
		UNIT_INT(file_create(&log, path, 0644, bytes.s, cut), 0);
		why = reason(path);
		CU_ASSERT(*why != '\0');
		free(why);
	}
	str_fini(&bytes);
	free(from);
	free(path);
}

static void refuses_writable_files(void)
{
	struct log log = { .program = "test" };
	char *trace = mem_printf("%s/trace", unit_folder());
	char *folder = path_parent(trace), *path = path_join(folder, "good.so");
	char *from = built("good"), *why;

	setenv("CONSTRUCTED", trace, 1);
	UNIT_INT(file_copy(&log, from, path, 0666), 0);
	why = reason(path);
	if (geteuid() == 0)
		UNIT_STR(why, "its mode is 0666, wanted one that only root may write: "
			      "chmod go-w");
	free(why);
	UNIT_INT(chmod(path, 0644), 0);
	if (geteuid() == 0) {
		UNIT_INT(chown(path, 65534, 65534), 0);
		why = reason(path);
		UNIT_STR(why, "its owner is uid 65534, wanted root: chown root");
		free(why);
		CU_ASSERT(!path_exists(trace));
	}
	unsetenv("CONSTRUCTED");
	free(trace);
	free(folder);
	free(path);
	free(from);
}

/* Of two folders with a plugin of one name the first wins, and the second never runs. */
static void refuses_second_of_a_name(void)
{
	struct str said = { 0 }, want = { 0 };
	struct log log = { .level = LOG_LEVEL_WARNING, .sink = keep_last, .arg = &said };
	char *trace = mem_printf("%s/trace", unit_folder());
	char *folder = path_parent(trace);
	char *from = built("good"), *one = path_join(folder, "one"),
	     *two = path_join(folder, "two"), *first = path_join(one, "good.so"),
	     *second = path_join(two, "good.so");
	struct registry registry;
	struct strv folders = { 0 };

	UNIT_INT(mkdir(one, 0755), 0);
	UNIT_INT(mkdir(two, 0755), 0);
	UNIT_INT(file_copy(&log, from, first, 0755), 0);
	UNIT_INT(file_copy(&log, from, second, 0755), 0);
	strv_add(&folders, one);
	strv_add(&folders, two);
	UNIT_INT(registry_load(&log, &folders, "/data", &registry), 0);
	CU_ASSERT_EQUAL_FATAL(registry.n, 1);
	UNIT_STR(registry.v[0]->path, first);
	UNIT_STR(registry.v[0]->data, "/data/good");
	CU_ASSERT_PTR_EQUAL(registry_method(&registry, "good"), registry.v[0]);
	str_addf(&want,
		 "the plugin %s is passed over: name is \"good\", which %s has already",
		 second, first);
	UNIT_STR(str_text(&said), str_text(&want));
	registry_fini(&registry);
	strv_fini(&folders);
	str_fini(&said);
	str_fini(&want);
	free(trace);
	free(folder);
	free(from);
	free(one);
	free(two);
	free(first);
	free(second);
}

const char unit_suite[] = "refusals";
const struct unit_case unit_cases[] = {
	{ "each defect is named, and code of a file unfit by its head never runs",
	  refuses_each },
	{ "a plugin that wants a symbol of the core is refused", refuses_undefined },
	{ "only a regular ELF file is looked at", refuses_kinds_of_files },
	{ "32-bit files, other machines and programs are refused",
	  refuses_other_machines },
	{ "a file cut short anywhere is refused", refuses_broken_files },
	{ "root does not run what others could have written", refuses_writable_files },
	{ "of two plugins of one name the first stays", refuses_second_of_a_name },
	{ NULL, NULL }
};
