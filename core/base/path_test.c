/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/path_test.c - paths, and the files of file.h.
 */
#include "file.h"
#include "path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void swallow(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, 512, "%s", line);
}

static struct log quiet(char said[512])
{
	struct log log;

	said[0] = '\0';
	log_init(&log, "test");
	log.sink = swallow;
	log.arg = said;
	return log;
}

static void joins_and_splits(void)
{
	static const struct {
		const char *folder, *name, *joined, *parent, *base;
	} rows[] = {
		{ "/a", "b", "/a/b", "/a", "b" },
		{ "/a/", "/b", "/a/b", "/a", "b" },
		{ "", "b", "b", ".", "b" },
		{ "/", "b", "/b", "/", "b" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *joined CLEANUP_FREE = path_join(rows[i].folder, rows[i].name);
		char *parent CLEANUP_FREE = path_parent(joined);

		UNIT_STR(joined, rows[i].joined);
		UNIT_STR(parent, rows[i].parent);
		UNIT_STR(path_base(joined), rows[i].base);
	}
}

static void names(void)
{
	static const char *const good[] = { "compute", "el9.4-x86_64", "a+b@c" };
	static const char *const bad[] = { "",    ".",   "..",  ".hidden", "-x",
					   "a/b", "a b", "a\n", "ä" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CU_ASSERT(path_is_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT(!path_is_name(bad[i]));
}

static void removes_a_tree_but_not_what_links_point_to(void)
{
	char said[512], *keep CLEANUP_FREE = NULL, *tree CLEANUP_FREE = NULL;
	char *deep CLEANUP_FREE = NULL, *link CLEANUP_FREE = NULL;
	const char *folder = unit_folder();
	struct log log = quiet(said);

	keep = path_join(folder, "keep");
	tree = path_join(folder, "tree");
	deep = path_join(tree, "x/y/z");
	link = path_join(deep, "link");
	UNIT_INT(path_make_folders(&log, deep, 0755), 0);
	UNIT_INT(path_make_folders(&log, keep, 0755), 0);
	UNIT_INT(symlink(keep, link), 0);
	UNIT_INT(path_remove(&log, tree), 0);
	CU_ASSERT(!path_exists(tree));
	CU_ASSERT(path_is_folder(keep));
	UNIT_INT(path_remove(&log, tree), 0);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	UNIT_INT(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void only_the_last_folder_is_private(void)
{
	char said[512];
	char *parent CLEANUP_FREE = path_join(unit_folder(), "served");
	char *private CLEANUP_FREE = path_join(parent, "trees");
	char *slash CLEANUP_FREE = path_join(parent, "work/");
	struct log log = quiet(said);
	mode_t old = umask(022);

	UNIT_INT(path_make_folders(&log, private, 0700), 0);
	UNIT_INT(path_make_folders(&log, slash, 0700), 0);
	umask(old);
	UNIT_INT(mode_of(parent), 0755);
	UNIT_INT(mode_of(private), 0700);
	UNIT_INT(mode_of(slash), 0700);
}

static void never_empties_what_is_mounted_below(void)
{
	char said[512], *tree CLEANUP_FREE = NULL, *mounted CLEANUP_FREE = NULL;
	const char *folder = unit_folder();
	struct log log = quiet(said);

	if (geteuid() != 0) {
		puts("(skipped: mounting needs root)");
		return;
	}
	tree = path_join(folder, "tree");
	mounted = path_join(tree, "mounted");
	UNIT_INT(path_make_folders(&log, mounted, 0755), 0);
	UNIT_INT(mount("none", mounted, "tmpfs", 0, NULL), 0);
	CU_ASSERT(path_remove(&log, tree) < 0);
	CU_ASSERT(path_is_folder(mounted));
	UNIT_INT(umount(mounted), 0);
}

static void a_file_is_replaced_as_a_whole(void)
{
	char said[512], *path CLEANUP_FREE = NULL;
	struct log log = quiet(said);
	struct str text CLEANUP_STR = { 0 };
	struct stat st;

	path = path_join(unit_folder(), "f");
	UNIT_INT(file_write(&log, path, 0644, "one", 3), 0);
	UNIT_INT(file_write(&log, path, 0600, "two!", 4), 0);
	UNIT_INT(file_read(&log, path, 100, &text), 0);
	UNIT_STR(str_text(&text), "two!");
	UNIT_INT(stat(path, &st), 0);
	UNIT_INT(st.st_mode & 07777, 0600);
	UNIT_INT(file_read(&log, path, 3, &text), -EFBIG);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "larger than 3 bytes"));
}

static void what_fails_is_said_with_its_name(void)
{
	char said[512];
	struct log log = quiet(said);
	struct str text CLEANUP_STR = { 0 };

	UNIT_INT(file_read(&log, "/nonexistent/file", 10, &text), -ENOENT);
	UNIT_STR(said, "cannot read /nonexistent/file: No such file or directory");
	CU_ASSERT(file_write(&log, "/nonexistent/file", 0644, "", 0) < 0);
	UNIT_INT(log.errors, 2);
}

static void a_link_is_swapped(void)
{
	char said[512], *path CLEANUP_FREE = NULL, target[16] = "";
	struct log log = quiet(said);

	path = path_join(unit_folder(), "current");
	UNIT_INT(file_swap_link(&log, "a", path), 0);
	UNIT_INT(file_swap_link(&log, "b", path), 0);
	UNIT_INT(readlink(path, target, sizeof(target) - 1), 1);
	UNIT_STR(target, "b");
}

static void a_lock_is_held_once(void)
{
	char said[512], *path CLEANUP_FREE = NULL;
	struct log log = quiet(said);
	int first, second;

	path = path_join(unit_folder(), "lock");
	first = file_lock(&log, path);
	CU_ASSERT(first >= 0);
	UNIT_INT(file_lock(&log, path), -EBUSY);
	close(first);
	second = file_lock(&log, path);
	CU_ASSERT(second >= 0);
	close(second);
}

const char unit_suite[] = "path";
const struct unit_case unit_cases[] = {
	{ "paths are joined and taken apart", joins_and_splits },
	{ "names are told from paths", names },
	{ "a tree is removed, what its links point to is not",
	  removes_a_tree_but_not_what_links_point_to },
	{ "only the last folder made is private", only_the_last_folder_is_private },
	{ "what is mounted below stays", never_empties_what_is_mounted_below },
	{ "a file is replaced as a whole", a_file_is_replaced_as_a_whole },
	{ "what fails is said with its name", what_fails_is_said_with_its_name },
	{ "a link is swapped", a_link_is_swapped },
	{ "a lock is held once", a_lock_is_held_once },
	{ NULL, NULL },
};
