/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view_test.c - views over small trees, in a mount namespace of the test.
 */
#include "view.h"
#include "core/base/file.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"
#include "view_check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { OLD = 1000000000, NEWEST = 1500000000 };

/* Why views cannot be tested here, or NULL. */
static const char *skip(const char *folder)
{
	struct statfs fs;

	if (geteuid() != 0)
		return "not root";
	if (statfs(folder, &fs) == 0 && (unsigned long)fs.f_type == OVERLAYFS_SUPER_MAGIC)
		return "the folder for tests lies on an overlay";
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return "no mount namespace";
	return NULL;
}

struct fixture {
	const char *folder;
	char *tree, *scratch;
	struct view view;
	struct log log;
};

static void set_time(const char *folder, const char *name, time_t seconds)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	const struct timespec times[] = { { seconds, 0 }, { seconds, 0 } };

	UNIT_INT(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static time_t get_time(const char *folder, const char *name)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	struct stat st;

	CU_ASSERT_EQUAL_FATAL(lstat(path, &st), 0);
	UNIT_INT(st.st_mtim.tv_nsec, 0);
	return st.st_mtime;
}

static void put(const char *folder, const char *name, const char *text)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(folder, name);

	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, text, strlen(text)), 0);
}

static const char *const times[] = { "d/x",   "d/y", "d/newest", "d/sub/z",
				     "d/sub", "d",   "." };

/* A tree of one time but for one file.  false: skipped, and said so. */
static bool fixture_init(struct fixture *fixture)
{
	const char *folder = unit_folder(), *why = skip(folder);
	char *sub CLEANUP_FREE = NULL;

	if (why) {
		fprintf(stderr, "skipped: %s: ", why);
		return false;
	}
	*fixture = (struct fixture){ .folder = folder, .log = quiet() };
	fixture->tree = path_join(folder, "a,tree:of\\all");
	fixture->scratch = path_join(folder, "scratch");
	sub = path_join(fixture->tree, "d/sub");
	CU_ASSERT_EQUAL_FATAL(path_make_folders(&fixture->log, sub, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(mkdir(fixture->scratch, 0700), 0);
	put(fixture->tree, "d/x", "x");
	put(fixture->tree, "d/y", "y");
	put(fixture->tree, "d/newest", "n");
	put(fixture->tree, "d/sub/z", "z");
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		set_time(fixture->tree, times[i],
			 strcmp(times[i], "d/newest") == 0 ? NEWEST : OLD);
	UNIT_INT(chmod(fixture->tree, 0755), 0);
	return true;
}

static void fixture_fini(struct fixture *fixture)
{
	view_close(&fixture->view);
	free(fixture->tree);
	free(fixture->scratch);
	str_fini(&said);
}

/* By an overlay and by a copy: nobody may see a difference. */
typedef int opener(struct log *, const char *tree, const char *scratch, struct view *);

static int open_copy(struct log *log, const char *tree, const char *scratch,
		     struct view *view)
{
	return view_open_copy(log, tree, scratch, NULL, view);
}

static void tree_never_changes(opener *open_view)
{
	struct fixture f;

	if (!fixture_init(&f))
		return;
	CU_ASSERT_EQUAL_FATAL(open_view(&f.log, f.tree, f.scratch, &f.view), 0);
	UNIT_INT(intree_write(f.view.fd, "d/x", 0600, "changed", 7), 0);
	UNIT_INT(intree_remove(f.view.fd, "d/sub"), 0);
	UNIT_INT(intree_write(f.view.fd, "new/file", 0644, "n", 1), 0);
	UNIT_INT(view_finish(&f.log, &f.view, NULL), 0);
	UNIT_INT(get_time(f.tree, "d/sub/z"), OLD);
	UNIT_INT(get_time(f.tree, "d"), OLD);
	{
		char *path CLEANUP_FREE = path_join(f.tree, "new");

		CU_ASSERT(!path_exists(path));
	}
	fixture_fini(&f);
}

static void root_is_the_trees(opener *open_view)
{
	struct fixture f;
	struct stat st;
	char value[8];

	if (!fixture_init(&f))
		return;
	UNIT_INT(chmod(f.tree, 01751), 0);
	UNIT_INT(lchown(f.tree, 12, 34), 0);
	UNIT_INT(setxattr(f.tree, "user.note", "hello", 5, 0), 0);
	CU_ASSERT_EQUAL_FATAL(open_view(&f.log, f.tree, f.scratch, &f.view), 0);
	UNIT_INT(view_finish(&f.log, &f.view, NULL), 0);
	UNIT_INT(fstat(f.view.fd, &st), 0);
	UNIT_INT(st.st_mode & 07777, 01751);
	UNIT_INT(st.st_uid, 12);
	UNIT_INT(st.st_gid, 34);
	UNIT_INT(st.st_mtime, OLD);
	UNIT_INT(getxattr(f.view.merged, "user.note", value, sizeof(value)), 5);
	fixture_fini(&f);
}

/* Folders as they were, new files by the view's time, files copied in with their own. */
static void times_are_settled(opener *open_view)
{
	static const struct {
		const char *name;
		time_t time;
	} expected[] = {
		{ ".", OLD },         { "d", OLD },        { "d/sub", OLD },
		{ "d/x", NEWEST },    { "d/y", OLD },      { "d/new", NEWEST },
		{ "d/older", OLD },   { "fresh", NEWEST }, { "fresh/file", NEWEST },
		{ "d/link", NEWEST }, { "d/sub/z", OLD },
	};
	struct fixture f;

	if (!fixture_init(&f))
		return;
	CU_ASSERT_EQUAL_FATAL(open_view(&f.log, f.tree, f.scratch, &f.view), 0);
	UNIT_INT(f.view.time, NEWEST);
	UNIT_INT(intree_write(f.view.fd, "d/x", 0644, "x2", 2), 0);
	UNIT_INT(intree_write(f.view.fd, "d/new", 0644, "n", 1), 0);
	UNIT_INT(intree_write(f.view.fd, "d/older", 0644, "o", 1), 0);
	UNIT_INT(intree_write(f.view.fd, "fresh/file", 0644, "f", 1), 0);
	UNIT_INT(intree_remove(f.view.fd, "d/newest"), 0);
	UNIT_INT(symlinkat("/etc", f.view.fd, "d/link"), 0);
	UNIT_INT(fchmodat(f.view.fd, "d/y", 0600, 0), 0);
	UNIT_INT(fchmodat(f.view.fd, "d/sub", 0700, 0), 0);
	set_time(f.view.merged, "d/older", OLD);
	UNIT_INT(view_finish(&f.log, &f.view, NULL), 0);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		UNIT_INT(get_time(f.view.merged, expected[i].name), expected[i].time);
	fixture_fini(&f);
}

static void finished_is_read_only(opener *open_view)
{
	struct fixture f;

	if (!fixture_init(&f))
		return;
	CU_ASSERT_EQUAL_FATAL(open_view(&f.log, f.tree, f.scratch, &f.view), 0);
	UNIT_INT(view_finish(&f.log, &f.view, NULL), 0);
	UNIT_INT(intree_write(f.view.fd, "d/x", 0644, "x", 1), -EROFS);
	fixture_fini(&f);
}

static void times_of_the_environment_win(void)
{
	static const struct {
		const char *given;
		int rc;
		int64_t time;
	} cases[] = {
		{ "1234567890", 0, 1234567890 },
		{ "0", 0, 0 },
		{ "", 0, NEWEST },
		{ "tomorrow", -EINVAL, 0 },
		{ "4294967296", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
	};
	struct fixture f;

	if (!fixture_init(&f))
		return;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time = 0;

		setenv("SOURCE_DATE_EPOCH", cases[i].given, 1);
		UNIT_INT(view_check_tree(&f.log, f.tree, &time), cases[i].rc);
		if (cases[i].rc == 0) {
			UNIT_INT(time, cases[i].time);
		}
	}
	unsetenv("SOURCE_DATE_EPOCH");
	fixture_fini(&f);
}

static void times_to_come_are_not_the_newest(void)
{
	const struct timespec late[2] = { { 4323456000LL, 0 }, { 4323456000LL, 0 } };
	struct fixture f;
	int64_t time = 0;

	if (!fixture_init(&f))
		return;
	UNIT_INT(view_check_tree(&f.log, f.tree, &time), 0);
	UNIT_INT(time, NEWEST);
	UNIT_INT(utimensat(AT_FDCWD, f.tree, late, 0), 0);
	UNIT_INT(view_check_tree(&f.log, f.tree, &time), 0);
	CU_ASSERT(time > 0 && time <= NEWEST);
	fixture_fini(&f);
}

static void foreign_entries_are_named(void)
{
	struct fixture f;
	char *sub, *node;

	if (!fixture_init(&f))
		return;
	sub = path_join(f.tree, "d/sub");
	node = path_join(f.tree, "d/gone");
	UNIT_INT(mknod(node, S_IFCHR, makedev(0, 0)), 0);
	UNIT_INT(setxattr(sub, "trusted.overlay.opaque", "y", 1, 0), 0);
	UNIT_INT(view_open(&f.log, f.tree, f.scratch, &f.view), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), ": /d/gone, /d/sub; remove"));
	UNIT_INT(f.log.errors, 1);
	free(sub);
	free(node);
	fixture_fini(&f);
}

/* No file system without attributes is at hand everywhere; proc takes no device nodes. */
static void unfit_scratch_is_refused(void)
{
	struct fixture f;

	if (!fixture_init(&f))
		return;
	CU_ASSERT(view_open(&f.log, f.tree, "/proc/self", &f.view) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/proc/self takes no device"));
	fixture_fini(&f);
}

static void upper_on_overlay_is_explained(void)
{
	struct fixture f;
	struct view inner;
	char *scratch;

	if (!fixture_init(&f))
		return;
	CU_ASSERT_EQUAL_FATAL(view_open(&f.log, f.tree, f.scratch, &f.view), 0);
	scratch = path_join(f.view.merged, "scratch");
	UNIT_INT(mkdir(scratch, 0700), 0);
	CU_ASSERT(view_open(&f.log, f.tree, scratch, &inner) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "lies on an overlay itself"));
	free(scratch);
	fixture_fini(&f);
}

static void tree_never_changes_in_both(void)
{
	tree_never_changes(view_open);
	tree_never_changes(open_copy);
}

static void root_is_the_trees_in_both(void)
{
	root_is_the_trees(view_open);
	root_is_the_trees(open_copy);
}

static void times_are_settled_in_both(void)
{
	times_are_settled(view_open);
	times_are_settled(open_copy);
}

static void finished_is_read_only_in_both(void)
{
	finished_is_read_only(view_open);
	finished_is_read_only(open_copy);
}

static bool at_once(void)
{
	return true;
}

static void a_copy_that_is_stopped_is_no_view(void)
{
	struct fixture f;

	if (!fixture_init(&f))
		return;
	UNIT_INT(view_open_copy(&f.log, f.tree, f.scratch, at_once, &f.view), -ECANCELED);
	UNIT_INT(f.view.fd, -1);
	fixture_fini(&f);
}

const char unit_suite[] = "core/pack/view";
const struct unit_case unit_cases[] = {
	{ "the tree never changes", tree_never_changes_in_both },
	{ "the view's root is the tree's", root_is_the_trees_in_both },
	{ "times are settled", times_are_settled_in_both },
	{ "a finished view is read-only", finished_is_read_only_in_both },
	{ "SOURCE_DATE_EPOCH wins, and must be a time", times_of_the_environment_win },
	{ "times to come are not the newest", times_to_come_are_not_the_newest },
	{ "what an overlay left in the tree is named", foreign_entries_are_named },
	{ "a scratch folder that cannot carry it is refused", unfit_scratch_is_refused },
	{ "a scratch folder on an overlay is explained", upper_on_overlay_is_explained },
	{ "a copy that is stopped is no view", a_copy_that_is_stopped_is_no_view },
	{ NULL, NULL },
};
