/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/registry_test.c - loading itself is tested in tests/plugins.
 */
#include "registry.h"

#include "core/base/file.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static const char *const rpm_names[] = { "rhel", "rhels*", "rocky*", NULL };
static const char *const deb_names[] = { "debian*", "*linux", NULL };
static const char *const methods[] = { "squash", "squash-big", NULL };
static const char *const platforms[] = { "pc", "grub", "pc32", NULL };

static struct plugin rpm = { .p.name = "rpm", .genimage.names = rpm_names };
static struct plugin deb = { .p.name = "deb", .genimage.names = deb_names };
static struct plugin pc = { .p.name = "pc",
			    .packimage.names = methods,
			    .bootloader.names = platforms };
static struct plugin *all[] = { &deb, &pc, &rpm };
static const struct registry registry = { all, 3 };

static void finds_by_name(void)
{
	CU_ASSERT_PTR_EQUAL(registry_find(&registry, "pc"), &pc);
	CU_ASSERT_PTR_NULL(registry_find(&registry, "p"));
	CU_ASSERT_PTR_EQUAL(registry_method(&registry, "squash-big"), &pc);
	CU_ASSERT_PTR_NULL(registry_method(&registry, "grub"));
	CU_ASSERT_PTR_EQUAL(registry_platform(&registry, "grub"), &pc);
	CU_ASSERT_PTR_NULL(registry_platform(&registry, "squash"));
	CU_ASSERT_PTR_EQUAL(registry_platform_of(&registry, "pc"), &pc);
	CU_ASSERT_PTR_EQUAL(registry_platform_of(&registry, "pc32"), &pc);
	CU_ASSERT_PTR_NULL(registry_platform_of(&registry, "sparc"));
}

static const struct {
	const char *distro, *matched;
	size_t n;
} distros[] = {
	{ "rhel", "rhel", 1 },        { "rhel9", NULL, 0 },
	{ "rhels9.4", "rhels*", 1 },  { "rocky", "rocky*", 1 },
	{ "debian", "debian*", 1 },   { "rockylinux", "*linux", 2 },
	{ "archlinux", "*linux", 1 }, { "", NULL, 0 },
};

static void matches_distributions(void)
{
	for (size_t i = 0; i < sizeof(distros) / sizeof(distros[0]); i++) {
		struct registry_match found[1] = { { NULL, NULL } };

		UNIT_INT(registry_distro(&registry, distros[i].distro, found, 1),
			 distros[i].n);
		if (distros[i].matched)
			UNIT_STR(found[0].name, distros[i].matched);
		else
			CU_ASSERT_PTR_NULL(found[0].plugin);
	}
}

static void keep_all(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void passes_over_what_is_no_plugin(void)
{
	struct str said = { 0 }, want = { 0 };
	struct log log = { .level = LOG_LEVEL_WARNING, .sink = keep_all, .arg = &said };
	const char *folder = unit_folder();
	char *text = mem_printf("%s/text.so", folder);
	char *other = mem_printf("%s/readme", folder);
	struct strv folders = { 0 };
	struct registry loaded;

	strv_add(&folders, folder);
	UNIT_INT(file_create(&log, text, 0644, "hello", 5), 0);
	UNIT_INT(file_create(&log, other, 0644, "hello", 5), 0);
	UNIT_INT(registry_load(&log, &folders, NULL, &loaded), 0);
	UNIT_INT(loaded.n, 0);
	str_addf(&want, "the plugin %s is passed over: it is no ELF file\n", text);
	UNIT_STR(str_text(&said), str_text(&want));
	registry_fini(&loaded);
	strv_fini(&folders);
	str_fini(&said);
	str_fini(&want);
	free(text);
	free(other);
}

static void names_missing_folder(void)
{
	struct str said = { 0 };
	struct log log = { .level = LOG_LEVEL_WARNING, .sink = keep_all, .arg = &said };
	struct strv folders = { 0 };
	struct registry loaded;

	strv_add(&folders, "/nonexistent");
	CU_ASSERT(registry_load(&log, &folders, NULL, &loaded) < 0);
	UNIT_STR(str_text(&said),
		 "cannot read the folder of plugins /nonexistent: No such "
		 "file or directory\n");
	strv_fini(&folders);
	str_fini(&said);
}

const char unit_suite[] = "registry";
const struct unit_case unit_cases[] = {
	{ "plugins are found by name, method, platform and architecture", finds_by_name },
	{ "a distribution is matched by patterns, in order of plugins",
	  matches_distributions },
	{ "a file that is no plugin is passed over with a warning",
	  passes_over_what_is_no_plugin },
	{ "a folder that is not there is an error", names_missing_folder },
	{ NULL, NULL }
};
