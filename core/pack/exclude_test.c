/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/exclude_test.c - exclude lists applied to small trees.
 */
#include "exclude.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sched.h>
#include <unistd.h>

/* What the tree holds; a slash at the end makes a folder, "a>b" a link. */
static void make_tree(const char *folder, const char *entries)
{
	struct strv names CLEANUP_STRV = { 0 };
	struct log log = quiet();

	strv_split(&names, entries, " ");
	for (size_t i = 0; i < names.n; i++) {
		char *arrow = strchr(names.v[i], '>');
		char *path, *parent;

		if (arrow)
			*arrow = '\0';
		path = path_join(folder, names.v[i]);
		parent = path_parent(path);
		UNIT_INT(path_make_folders(&log, parent, 0755), 0);
		if (arrow) {
			UNIT_INT(symlink(arrow + 1, path), 0);
		} else if (!str_ends(path, "/")) {
			UNIT_INT(file_create(&log, path, 0644, "12345", 5), 0);
		}
		free(path);
		free(parent);
	}
}

static void list(const char *folder, const char *path, struct strv *out)
{
	char *here CLEANUP_FREE = path_join(folder, path);
	DIR *dir = opendir(here);
	struct dirent *entry;
	size_t n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	while ((entry = readdir(dir))) {
		char *name CLEANUP_FREE = path_join(path, entry->d_name);

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		n++;
		if (entry->d_type == DT_DIR)
			list(folder, name, out);
		else
			strv_add(out, name);
	}
	closedir(dir);
	if (n == 0 && *path)
		strv_addf(out, "%s/", path);
}

static void read_patterns(const char *text, struct exlist *exlist)
{
	struct strv words CLEANUP_STRV = { 0 };

	strv_split(&words, text, " ");
	for (size_t i = 0; i < words.n; i++)
		if (words.v[i][0] == '+')
			strv_add(&exlist->includes, words.v[i] + 1);
		else
			strv_add(&exlist->excludes, words.v[i]);
}

static int apply(const char *folder, const char *patterns, struct exclude_counts *counts)
{
	int root CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct exlist exlist = { 0 };
	struct log log = quiet();
	int rc;

	read_patterns(patterns, &exlist);
	log.level = LOG_LEVEL_INFO;
	rc = exclude_apply(&log, root, &exlist, counts);
	exlist_fini(&exlist);
	return rc;
}

/* Empty folders are shown with a slash at their end. */
static const struct {
	const char *tree, *patterns, *left;
	unsigned entries, bytes, idle;
} cases[] = {
	{ "a b/c", "", "a b/c", 0, 0, 0 },
	{ "a b/c", "./a", "b/c", 1, 5, 0 },
	{ "a b/c b/d/e", "./b", "a", 4, 10, 0 },
	{ "a b/c b/d/e", "./b/*", "a b/", 3, 10, 0 },
	{ "a b/c", "./x* ./y ./a", "b/c", 1, 5, 2 },
	{ "a b/c", "+./a", "a b/c", 0, 0, 0 },
	{ "m/en/x m/de/x m/z", "./m* +./m/en*", "m/en/x", 3, 10, 0 },
	{ "m/en/x m/de/x m/z", "./m +./m/en", "m/en/x", 3, 10, 0 },
	{ "m/en/x/y m/de", "./m +./m/en/x/y +./no", "m/en/x/y", 1, 5, 1 },
	{ "m/en/x m/en/y", "./m ./m/en/y +./m/en", "m/en/x m/en/y", 0, 0, 0 },
	{ "b/l>/etc b/c", "./b/l", "b/c", 1, 0, 0 },
	{ "proc/ sys/ dev/null run/x tmp/ x/", "./proc ./sys ./dev ./run* ./tmp ./x",
	  "dev/ proc/ run/ sys/ tmp/", 3, 10, 0 },
	{ "tmp/.h tmp/x/y", "./tmp/*", "tmp/", 3, 10, 0 },
	{ "a b c/d", "./*", "", 4, 15, 0 },
	{ "x/tmp/y", "./x/tmp", "x/", 2, 5, 0 },
};

static void lists_are_applied(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *folder = unit_folder();
		struct strv left CLEANUP_STRV = { 0 };
		struct exclude_counts counts;

		make_tree(folder, cases[i].tree);
		UNIT_INT(apply(folder, cases[i].patterns, &counts), 0);
		list(folder, "", &left);
		strv_sort(&left);
		{
			char *joined CLEANUP_FREE = strv_join(&left, " ");

			UNIT_STR(joined, cases[i].left);
		}
		UNIT_INT(counts.entries, cases[i].entries);
		UNIT_INT(counts.bytes, cases[i].bytes);
		UNIT_INT(counts.idle, cases[i].idle);
	}
}

static void idle_patterns_are_said(void)
{
	const char *folder = unit_folder();
	struct exclude_counts counts;

	make_tree(folder, "a");
	UNIT_INT(apply(folder, "./x* ./a +./y", &counts), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "pattern ./x* matches nothing"));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "pattern +./y matches nothing"));
	str_fini(&said);
}

/* The folder above what is included is not made anew: its mode stays. */
static void folders_keep_their_modes(void)
{
	const char *folder = unit_folder();
	char *path CLEANUP_FREE = path_join(folder, "m");
	struct exclude_counts counts;
	struct stat st;

	make_tree(folder, "m/a m/b");
	UNIT_INT(chmod(path, 02710), 0);
	UNIT_INT(apply(folder, "./m +./m/a", &counts), 0);
	UNIT_INT(stat(path, &st), 0);
	UNIT_INT(st.st_mode & 07777, 02710);
	str_fini(&said);
}

/* One name of two goes: the bytes stay, and are not counted. */
static void other_names_keep_the_bytes(void)
{
	const char *folder = unit_folder();
	char *a CLEANUP_FREE = path_join(folder, "a");
	char *b CLEANUP_FREE = path_join(folder, "b");
	struct exclude_counts counts;
	struct stat st;

	make_tree(folder, "a");
	UNIT_INT(link(a, b), 0);
	UNIT_INT(apply(folder, "./a", &counts), 0);
	UNIT_INT(counts.bytes, 0);
	UNIT_INT(counts.entries, 1);
	UNIT_INT(stat(b, &st), 0);
	UNIT_INT(st.st_size, 5);
	str_fini(&said);
}

static int in_namespace(const char *folder)
{
	char *mount_at = path_join(folder, "m");
	char *inside = path_join(folder, "m/x");
	struct exclude_counts counts;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", mount_at, "tmpfs", 0, NULL) != 0)
		return 77;
	make_tree(folder, "m/x");
	if (apply(folder, "./m ./a", &counts) != 0)
		return 1;
	return path_exists(inside) && counts.entries == 1 ? 0 : 2;
}

static void mount_points_are_not_entered(void)
{
	const char *folder = unit_folder();
	int status = 0;
	pid_t pid;

	make_tree(folder, "m/ a");
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		_exit(in_namespace(folder));
	CU_ASSERT_FATAL(pid > 0);
	UNIT_INT(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		fprintf(stderr, "skipped: no mount namespace here: ");
	else
		CU_ASSERT_EQUAL(status, 0);
	str_fini(&said);
}

const char unit_suite[] = "core/pack/exclude";
const struct unit_case unit_cases[] = {
	{ "lists are applied, and what they take is counted", lists_are_applied },
	{ "patterns that match nothing are said", idle_patterns_are_said },
	{ "folders above an included file keep their mode", folders_keep_their_modes },
	{ "a file with another name keeps its bytes", other_names_keep_the_bytes },
	{ "mount points are not entered", mount_points_are_not_entered },
	{ NULL, NULL },
};
