/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/treecopy_test.c - a copy that nothing tells from what it was made of.
 */
#include "treecopy.h"
#include "path.h"
#include "str.h"
#include "tests/unit/unit.h"
#include "visit.h"
#include "xattr.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

static char said[4096];

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, sizeof(said), "%s", line);
}

static struct log test_log(void)
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	said[0] = '\0';
	return log;
}

static bool needs_root(void)
{
	if (geteuid() == 0)
		return false;
	puts("(skipped: owners and devices need root)");
	return true;
}

static char *below(const char *folder, const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void make_file(const char *folder, const char *name, const char *text, off_t size)
{
	char *path CLEANUP_FREE = below(folder, name);
	int fd CLEANUP_FD = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	UNIT_INT(write(fd, text, strlen(text)), strlen(text));
	if (size)
		UNIT_INT(ftruncate(fd, size), 0);
}

/* The same instants on every run; a half second shows that nanoseconds are kept. */
static void set_time(const char *folder, const char *name, time_t seconds)
{
	const struct timespec times[] = { { seconds, 500000000 },
					  { seconds, 123456789 } };
	char *path CLEANUP_FREE = below(folder, name);

	UNIT_INT(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void set_xattr(const char *folder, const char *name, const char *attr,
		      const void *value, size_t n)
{
	char *path CLEANUP_FREE = below(folder, name);

	UNIT_INT(lsetxattr(path, attr, value, n, 0), 0);
}

/* A tree with one of everything. */
static void fill(const char *tree)
{
	/* a default ACL u::rwx,g::r-x,m::rwx,o::---,u:1234:rwx as <linux/posix_acl_xattr.h>
	 * lays it out: version 2, then tag, permission, id of each entry */
	static const unsigned char acl[] = {
		2,    0,    0,    0,    1,    0,    7,    0,    0xff, 0xff, 0xff,
		0xff, 2,    0,    7,    0,    0xd2, 4,    0,    0,    4,    0,
		5,    0,    0xff, 0xff, 0xff, 0xff, 0x10, 0,    7,    0,    0xff,
		0xff, 0xff, 0xff, 0x20, 0,    0,    0,    0xff, 0xff, 0xff, 0xff,
	};
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };
	char *path[8];
	struct log log = test_log();
	const char *const names[] = { "a/deep/folder", "b",      "link", "pipe",
				      "node",          "a/file", "name", "b/name" };

	for (size_t i = 0; i < 8; i++)
		path[i] = below(tree, names[i]);
	UNIT_INT(path_make_folders(&log, path[0], 0755), 0);
	UNIT_INT(mkdir(path[1], 0700), 0);
	UNIT_INT(symlink("../nowhere else", path[2]), 0);
	UNIT_INT(mkfifo(path[3], 0640), 0);
	UNIT_INT(mknod(path[4], S_IFCHR | 0600, makedev(5, 9)), 0);
	make_file(tree, "a/file", "text", 0);
	make_file(tree, "name", "linked", 0);
	make_file(tree, "a/deep/sparse", "begin", 4 << 20);
	UNIT_INT(link(path[6], path[7]), 0);
	cap.data[0].permitted = 1u << CAP_NET_RAW;
	UNIT_INT(chown(path[5], 1234, 4321), 0);
	UNIT_INT(chmod(path[5], 06755), 0);
	set_xattr(tree, "a/file", "security.capability", &cap, sizeof(cap));
	set_xattr(tree, "a/file", "trusted.note", "x", 1);
	set_xattr(tree, "link", "trusted.of.link", "y", 1);
	set_xattr(tree, "b", "system.posix_acl_default", acl, sizeof(acl));
	set_xattr(tree, ".", "user.top", "z", 1);
	UNIT_INT(chmod(tree, 01777), 0);
	for (size_t i = 0; i < 8; i++)
		set_time(tree, names[i], 1000000 + (time_t)i);
	set_time(tree, "a", 77);
	set_time(tree, ".", 78);
	for (size_t i = 0; i < 8; i++)
		free(path[i]);
}

static void tell_xattrs(const char *path, struct str *out)
{
	char names[XATTR_LIST_MAX], value[4096];
	ssize_t n = llistxattr(path, names, sizeof(names));

	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1) {
		ssize_t size = lgetxattr(path, name, value, sizeof(value));

		str_addf(out, " %s=", name);
		for (ssize_t i = 0; i < size; i++)
			str_addf(out, "%02x", (unsigned char)value[i]);
	}
}

struct telling {
	const char *tree;
	struct str text;
};

/* All that stat, readlink and getxattr know, but what reading itself changes (the time of
 * access) and the number of the inode. */
static int tell(void *arg, const struct visit_entry *entry)
{
	struct telling *telling = arg;
	const struct stat *st = entry->st;
	char *path CLEANUP_FREE = below(telling->tree, entry->path);
	char target[PATH_MAX] = "";

	if (S_ISLNK(st->st_mode))
		UNIT_INT(readlink(path, target, sizeof(target) - 1) > 0, 1);
	str_addf(&telling->text, "%s %o %u:%u %lld %lld.%09ld %llx %u '%s'", entry->path,
		 st->st_mode, st->st_uid, st->st_gid,
		 S_ISDIR(st->st_mode) ? 0LL : (long long)st->st_size,
		 (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
		 (unsigned long long)st->st_rdev, (unsigned)st->st_nlink, target);
	tell_xattrs(path, &telling->text);
	str_add(&telling->text, "\n");
	return VISIT_GO_ON;
}

static char *tell_all(const char *tree)
{
	struct telling telling = { .tree = tree };
	int fd CLEANUP_FD = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct log log = test_log();
	struct stat st;
	const struct visit_entry top = { fd, ".", ".", &st };

	UNIT_INT(fstat(fd, &st), 0);
	UNIT_INT(tell(&telling, &top), 0);
	UNIT_INT(visit_tree(&log, fd, tree, tell, &telling), 0);
	return str_take(&telling.text);
}

static char *make_tree(const char *top, const char *name)
{
	char *tree = below(top, name);

	UNIT_INT(mkdir(tree, 0755), 0);
	return tree;
}

static void a_copy_has_all_that_the_tree_has(void)
{
	const char *top = unit_folder();
	char *tree CLEANUP_FREE = NULL, *copy CLEANUP_FREE = NULL;
	char *a CLEANUP_FREE = NULL, *b CLEANUP_FREE = NULL;
	char *left CLEANUP_FREE = NULL, *right CLEANUP_FREE = NULL;
	struct log log = test_log();
	struct stat one, other;

	if (needs_root())
		return;
	tree = make_tree(top, "tree");
	copy = make_tree(top, "copy");
	fill(tree);
	a = tell_all(tree);
	UNIT_INT(treecopy(&log, tree, copy, NULL), 0);
	b = tell_all(copy);
	UNIT_STR(b, a);
	left = below(copy, "name");
	right = below(copy, "b/name");
	UNIT_INT(stat(left, &one), 0);
	UNIT_INT(stat(right, &other), 0);
	UNIT_INT(one.st_ino, other.st_ino);
}

static void the_copy_is_its_own(void)
{
	const char *top = unit_folder();
	char *tree CLEANUP_FREE = make_tree(top, "first"),
		   *copy CLEANUP_FREE = make_tree(top, "second");
	char *before CLEANUP_FREE = NULL, *after CLEANUP_FREE = NULL;
	struct log log = test_log();

	make_file(tree, "file", "old", 0);
	before = tell_all(tree);
	UNIT_INT(treecopy(&log, tree, copy, NULL), 0);
	make_file(copy, "file", "new and longer", 0);
	make_file(copy, "more", "x", 0);
	after = tell_all(tree);
	UNIT_STR(after, before);
}

/* Sparse files take no more room than they took. */
static void holes_stay_holes(void)
{
	const char *top = unit_folder();
	char *tree CLEANUP_FREE = make_tree(top, "holes"),
		   *copy CLEANUP_FREE = make_tree(top, "holes2");
	char *path CLEANUP_FREE = below(copy, "sparse");
	struct log log = test_log();
	struct stat st;

	make_file(tree, "sparse", "x", 64 << 20);
	UNIT_INT(treecopy(&log, tree, copy, NULL), 0);
	UNIT_INT(stat(path, &st), 0);
	UNIT_INT(st.st_size, 64 << 20);
	CU_ASSERT(st.st_blocks * 512 < 1 << 20);
}

static bool at_once(void)
{
	return true;
}

static void it_ends_when_told_and_says_what_failed(void)
{
	const char *top = unit_folder();
	char *tree CLEANUP_FREE = make_tree(top, "stop"),
		   *copy CLEANUP_FREE = make_tree(top, "stop2");
	char *none CLEANUP_FREE = below(top, "none");
	struct log log = test_log();

	make_file(tree, "file", "x", 0);
	UNIT_INT(treecopy(&log, tree, copy, at_once), -ECANCELED);
	UNIT_INT(treecopy(&log, none, copy, NULL), -ENOENT);
	UNIT_INT(treecopy(&log, tree, none, NULL), -ENOENT);
	make_file(copy, "file", "in the way", 0);
	UNIT_INT(treecopy(&log, tree, copy, NULL), -EEXIST);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "stop/file"));
}

static void an_attribute_that_cannot_be_given_is_named(void)
{
	const char *top = unit_folder();
	char *tree CLEANUP_FREE = make_tree(top, "attr");
	struct log log = test_log();

	set_xattr(tree, ".", "user.name", "v", 1);
	UNIT_INT(xattr_copy(&log, tree, "/proc/self/status"), -ENOTSUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "the attribute user.name"));
	UNIT_INT(xattr_copy(&log, "/nonexistent/x", tree), -ENOENT);
}

const char unit_suite[] = "treecopy";
const struct unit_case unit_cases[] = {
	{ "a copy has all that the tree has", a_copy_has_all_that_the_tree_has },
	{ "the copy is its own", the_copy_is_its_own },
	{ "holes stay holes", holes_stay_holes },
	{ "it ends when told and says what failed",
	  it_ends_when_told_and_says_what_failed },
	{ "an attribute that cannot be given is named",
	  an_attribute_that_cannot_be_given_is_named },
	{ NULL, NULL },
};
