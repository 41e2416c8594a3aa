/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/conformance.c - is this .so a plugin that keeps the rules of the border?
 *
 * conformance FILE.so: 0, or 1 after saying each defect on standard error.
 */
#include "conformance.h"

#include "core/base/path.h"
#include "core/config/settings.h"
#include "core/plugin/loader.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CALLS = 500, MOST_SECONDS = 60 };

/* ---- the file ---- */

static void check_exports(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
			  struct str *defects)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t n = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;

	for (size_t i = 0; data && i < n; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol) || symbol.st_shndx == SHN_UNDEF)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name && *name && strcmp(name, "sl_plugin_0") != 0)
			str_addf(defects, "exports %s, wanted sl_plugin_0 alone\n", name);
	}
}

/* CONSTRUCTORS are the compiler's own. */
static void check_constructors(const GElf_Shdr *header, struct str *defects)
{
	if (header->sh_size > CONSTRUCTORS * sizeof(void *))
		str_addf(defects, "runs %zu functions when it is loaded, wanted none\n",
			 (size_t)header->sh_size / sizeof(void *) - CONSTRUCTORS);
}

static void check_file(const char *path, struct str *defects)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	while (elf && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_DYNSYM)
			check_exports(elf, section, &header, defects);
		if (header.sh_type == SHT_INIT_ARRAY)
			check_constructors(&header, defects);
	}
	elf_end(elf);
}

/* ---- the description ---- */

static bool is_sentence(const char *text)
{
	return text && *text && !strchr(text, '\n');
}

static void check_description(const struct plugin *plugin, struct str *defects)
{
	if (!is_sentence(plugin->p.summary))
		str_add(defects, "summary is no single line\n");
	for (const struct sl_option *o = plugin->opts; o->type; o++)
		if (!is_sentence(o->help))
			str_addf(defects, "option %s has no help of one line\n", o->name);
	if (plugin->bootloader.render && plugin->bootloader.max_cmdline == 0)
		str_add(defects, "bootloader.max_cmdline is 0: no command line fits\n");
	if (plugin->packimage.pack && plugin->packimage.root &&
	    plugin->packimage.root == plugin->packimage.pack)
		str_add(defects, "packimage.root and pack are the same function\n");
}

/* ---- the hooks, each trial in a process of its own ---- */

struct reply {
	unsigned calls;
	char defects[4000];
};

/* In the child.  Output goes to files of its own, so that any is seen. */
static void try_in_child(const struct plugin *plugin, const struct world *world,
			 unsigned fail_at, struct reply *reply)
{
	char *folder = world->folder;
	int said[2] = { dup(1), dup(2) };
	struct str defects = { 0 };

	for (int i = 0; i < 2; i++) {
		char *path CLEANUP_FREE = mem_printf("%s/said%d", folder, i + 1);
		int fd CLEANUP_FD = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

		dup2(fd, i + 1);
	}
	reply->calls = hooks_try(plugin, world, fail_at, &defects);
	snprintf(reply->defects, sizeof(reply->defects), "%s", str_text(&defects));
	str_fini(&defects);
	for (int i = 0; i < 2; i++) {
		dup2(said[i], i + 1);
		close(said[i]);
	}
}

/* The exit of the child is where the leak checker speaks. */
static void run_child(const struct plugin *plugin, const struct world *world,
		      unsigned fail_at, int out)
{
	struct reply reply = { 0 };

	alarm(MOST_SECONDS);
	try_in_child(plugin, world, fail_at, &reply);
	exit(write(out, &reply, sizeof(reply)) == (ssize_t)sizeof(reply) ? 0 : 1);
}

static void judge_child(int status, bool complete, unsigned fail_at,
			const struct reply *reply, struct str *defects)
{
	if (WIFSIGNALED(status))
		str_addf(defects, "a hook died of signal %d (failing call %u)\n",
			 WTERMSIG(status), fail_at);
	else if (!complete)
		str_addf(defects, "a hook ended its process (failing call %u)\n",
			 fail_at);
	else if (WEXITSTATUS(status) != 0)
		str_addf(defects, "memory leaked, see above (failing call %u)\n",
			 fail_at);
	if (reply->defects[0])
		str_addf(defects, "%sfailing call %u\n", reply->defects, fail_at);
}

static unsigned try_in_world(const struct plugin *plugin, const struct world *world,
			     unsigned fail_at, struct str *defects)
{
	struct reply reply = { 0 };
	int fds[2], status = 0;
	bool complete;
	pid_t pid;

	if (pipe(fds) != 0 || (pid = fork()) < 0) {
		str_addf(defects, "cannot start a trial: %s\n", strerror(errno));
		return 0;
	}
	if (pid == 0) {
		close(fds[0]);
		run_child(plugin, world, fail_at, fds[1]);
	}
	close(fds[1]);
	complete = read(fds[0], &reply, sizeof(reply)) == (ssize_t)sizeof(reply);
	close(fds[0]);
	waitpid(pid, &status, 0);
	if (!complete)
		reply = (struct reply){ 0 };
	judge_child(status, complete, fail_at, &reply, defects);
	return reply.calls;
}

static unsigned try_once(const struct plugin *plugin, unsigned fail_at,
			 struct str *defects)
{
	struct world world;
	unsigned calls;

	world_init(&world, plugin);
	calls = try_in_world(plugin, &world, fail_at, defects);
	world_fini(&world);
	return calls;
}

/* Every host call fails once. */
static void check_hooks(const struct plugin *plugin, struct str *defects)
{
	unsigned calls = try_once(plugin, 0, defects);

	for (unsigned i = 1; i <= calls && i <= MOST_CALLS && !defects->n; i++)
		try_once(plugin, i, defects);
}

int main(int argc, char **argv)
{
	struct log log = { .level = LOG_LEVEL_WARNING, .program = "conformance" };
	struct str defects = { 0 };
	struct plugin *plugin;
	int status;

	if (argc != 2) {
		fputs("usage: conformance FILE.so\n", stderr);
		return 2;
	}
	plugin = loader_load(&log, argv[1], NULL);
	if (!plugin)
		return 1;
	check_file(argv[1], &defects);
	check_description(plugin, &defects);
	check_hooks(plugin, &defects);
	if (defects.n)
		fprintf(stderr, "%s:\n%s", argv[1], str_text(&defects));
	status = defects.n != 0;
	str_fini(&defects);
	loader_free(plugin);
	return status;
}
