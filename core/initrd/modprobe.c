/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modprobe.c - the modprobe.d folders of a tree.
 */
#include "modprobe.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 20 };

/* As modprobe.d(5) has them; the first wins.  /run is empty in a tree. */
static const char *const folders[] = { "etc/modprobe.d", "usr/local/lib/modprobe.d",
				       "usr/lib/modprobe.d", "lib/modprobe.d" };
enum { FOLDERS = sizeof(folders) / sizeof(folders[0]) };

static void add_options(struct modules *modules, const char *name, char *text)
{
	struct module *module = modules_find(modules, name);
	char *joined;

	text = str_trim(text);
	if (!module || !*text)
		return;
	joined = mem_printf("%s%s%s", module->options, *module->options ? " " : "", text);
	free(module->options);
	module->options = joined;
}

static void add_blacklist(struct modules *modules, const char *name)
{
	struct module *module = modules_find(modules, name);

	if (module)
		module->blacklisted = true;
}

static bool does_nothing(const char *command)
{
	const char *base = path_base(command);

	return strcmp(base, "true") == 0 || strcmp(base, "false") == 0;
}

static void read_line(struct modules *modules, char *line)
{
	char *word = strtok_r(line, " \t", &line);
	char *name = word ? strtok_r(NULL, " \t", &line) : NULL;

	if (!name || *word == '#')
		return;
	if (strcmp(word, "options") == 0) {
		add_options(modules, name, line);
	} else if (strcmp(word, "blacklist") == 0) {
		add_blacklist(modules, name);
	} else if (strcmp(word, "alias") == 0) {
		char *module = strtok_r(NULL, " \t", &line);

		if (module)
			modules_add_alias(modules, name, module);
	} else if (strcmp(word, "install") == 0 && does_nothing(str_trim(line))) {
		add_blacklist(modules, name);
	} else if (strcmp(word, "softdep") == 0) {
		char *rest CLEANUP_FREE = mem_printf("%s %s", name, line);

		modules_add_softdep(modules, rest);
	}
}

/* A backslash at the end of a line continues it. */
static void read_text(struct modules *modules, char *text)
{
	char *line;

	for (char *c = text; *c; c++)
		if (c[0] == '\\' && c[1] == '\n')
			c[0] = c[1] = ' ';
	while ((line = strsep(&text, "\n")))
		read_line(modules, str_trim(line));
}

/* Adds "NAME/FOLDER" for each *.conf, so that they sort by name and then by rank. */
static int list_folder(struct log *log, int tree, size_t rank, struct strv *found)
{
	int fd = intree_open(tree, folders[rank], O_RDONLY | O_DIRECTORY, 0);
	struct dirent *entry;
	DIR *dir;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return log_fail(log, fd < 0 ? -fd : errno,
				"cannot read the folder %s of the tree: %s",
				folders[rank], strerror(fd < 0 ? -fd : errno));
	while ((entry = readdir(dir)))
		if (str_ends(entry->d_name, ".conf"))
			strv_addf(found, "%s/%zu", entry->d_name, rank);
	closedir(dir);
	return 0;
}

/* A file that is a link to /dev/null silences one of the same name below it. */
static int read_file(struct log *log, int tree, const char *path, struct modules *modules)
{
	struct str text CLEANUP_STR = { 0 };
	struct stat st;
	int rc = intree_stat(tree, path, &st);

	if (rc == -ENOENT || (rc == 0 && !S_ISREG(st.st_mode)))
		return 0;
	if (rc == 0)
		rc = intree_read(tree, path, TEXT_MOST, &text);
	if (rc < 0)
		return log_fail(log, -rc, "cannot read %s of the tree: %s", path,
				strerror(-rc));
	if (text.s)
		read_text(modules, text.s);
	return 0;
}

int modprobe_read(struct log *log, int tree, struct modules *modules)
{
	struct strv found CLEANUP_STRV = { 0 };
	char *last CLEANUP_FREE = mem_dup("");
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < FOLDERS; i++)
		rc = list_folder(log, tree, i, &found);
	strv_sort(&found);
	for (size_t i = 0; rc == 0 && i < found.n; i++) {
		char *name CLEANUP_FREE = path_parent(found.v[i]);
		size_t rank = strtoul(path_base(found.v[i]), NULL, 10);
		char *path CLEANUP_FREE = path_join(folders[rank], name);

		if (strcmp(name, last) == 0)
			continue;
		free(last);
		last = mem_dup(name);
		rc = read_file(log, tree, path, modules);
	}
	return rc;
}
