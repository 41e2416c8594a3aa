/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/copytree_test.c
 */
#include "copytree.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static void put(int folder, const char *name, mode_t mode, const char *text)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(write(fd, text, strlen(text)), strlen(text));
	UNIT_INT(fchmod(fd, mode), 0);
	close(fd);
}

/* "old" with one of each kind in it. */
static int make(void)
{
	int top = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct timespec times[2] = { { 1, 2 }, { 1000000000, 5 } };

	CU_ASSERT_FATAL(top >= 0);
	UNIT_INT(mkdirat(top, "old", 0700), 0);
	UNIT_INT(mkdirat(top, "old/sub", 0755), 0);
	put(top, "old/file", 04711, "text");
	put(top, "old/sub/inner", 0600, "inner");
	UNIT_INT(symlinkat("../away", top, "old/link"), 0);
	UNIT_INT(mknodat(top, "old/pipe", S_IFIFO | 0620, 0), 0);
	UNIT_INT(fchmodat(top, "old/pipe", 0620, 0), 0);
	UNIT_INT(fchmodat(top, "old/sub", 02750, 0), 0);
	UNIT_INT(utimensat(top, "old/file", times, 0), 0);
	UNIT_INT(utimensat(top, "old/sub", times, 0), 0);
	return top;
}

static void same(int top, const char *name)
{
	char old[64], new[64];
	struct stat a, b;

	snprintf(old, sizeof(old), "old/%s", name);
	snprintf(new, sizeof(new), "new/%s", name);
	UNIT_INT(fstatat(top, old, &a, AT_SYMLINK_NOFOLLOW), 0);
	UNIT_INT(fstatat(top, new, &b, AT_SYMLINK_NOFOLLOW), 0);
	UNIT_INT(b.st_mode, a.st_mode);
	UNIT_INT(b.st_uid, a.st_uid);
	if (!S_ISREG(a.st_mode) && !S_ISDIR(a.st_mode))
		return;
	UNIT_INT(b.st_mtim.tv_sec, a.st_mtim.tv_sec);
	UNIT_INT(b.st_mtim.tv_nsec, a.st_mtim.tv_nsec);
	if (S_ISREG(a.st_mode))
		UNIT_INT(b.st_size, a.st_size);
}

static char *old_path(int top, char *path, size_t room)
{
	char link[64], folder[256] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", top);
	CU_ASSERT(readlink(link, folder, sizeof(folder) - 1) > 0);
	snprintf(path, room, "%s/old", folder);
	return path;
}

static void every_kind_is_copied(void)
{
	struct copytree copy = { .is_empty = NULL };
	int top = make();
	char path[512], target[16] = "", text[8] = "";
	int fd;

	UNIT_INT(copytree(&copy, old_path(top, path, sizeof(path)), top, "new"), 0);
	same(top, "");
	same(top, "file");
	same(top, "sub");
	same(top, "sub/inner");
	same(top, "link");
	same(top, "pipe");
	CU_ASSERT(readlinkat(top, "new/link", target, sizeof(target) - 1) > 0);
	UNIT_STR(target, "../away");
	fd = openat(top, "new/sub/inner", O_RDONLY | O_CLOEXEC);
	UNIT_INT(read(fd, text, sizeof(text)), 5);
	UNIT_STR(text, "inner");
	close(fd);
	close(top);
}

static void holes_and_attributes_stay(void)
{
	struct copytree copy = { .is_empty = NULL };
	int top = make(), fd = openat(top, "old/file", O_WRONLY | O_CLOEXEC);
	char path[512], value[8] = "";
	struct stat st;
	int kept;

	UNIT_INT(ftruncate(fd, 64 << 20), 0);
	UNIT_INT(pwrite(fd, "end", 3, (64 << 20) - 3), 3);
	kept = fsetxattr(fd, "trusted.test", "x", 1, 0) == 0;
	close(fd);
	UNIT_INT(copytree(&copy, old_path(top, path, sizeof(path)), top, "new"), 0);
	fd = openat(top, "new/file", O_RDONLY | O_CLOEXEC);
	UNIT_INT(fstat(fd, &st), 0);
	UNIT_INT(st.st_size, 64 << 20);
	CU_ASSERT(st.st_blocks < 2048);
	UNIT_INT(pread(fd, value, 3, (64 << 20) - 3), 3);
	UNIT_STR(value, "end");
	if (kept) {
		UNIT_INT(fgetxattr(fd, "trusted.test", value, sizeof(value)), 1);
	} else {
		puts("not looked at: this file system or user has no trusted.*");
	}
	close(fd);
	close(top);
}

static int is_sub(void *arg, const char *path)
{
	return strcmp(path + strlen(path) - strlen(arg), arg) == 0;
}

static void a_folder_may_be_left_empty(void)
{
	struct copytree copy = { .is_empty = is_sub, .arg = (char[]){ "/sub" } };
	int top = make();
	char path[512];

	UNIT_INT(copytree(&copy, old_path(top, path, sizeof(path)), top, "new"), 0);
	same(top, "sub");
	UNIT_INT(faccessat(top, "new/file", F_OK, 0), 0);
	UNIT_INT(faccessat(top, "new/sub/inner", F_OK, 0), -1);
	close(top);
}

static void the_entry_that_fails_is_named(void)
{
	struct copytree copy = { .is_empty = NULL };
	int top = make();
	char path[512];

	old_path(top, path, sizeof(path));
	strncat(path, "/nowhere", sizeof(path) - strlen(path) - 1);
	UNIT_INT(copytree(&copy, path, top, "new"), -ENOENT);
	UNIT_STR(copy.path, path);
	close(top);
}

const char unit_suite[] = "node/copytree";
const struct unit_case unit_cases[] = {
	{ "every kind is copied", every_kind_is_copied },
	{ "holes and attributes stay", holes_and_attributes_stay },
	{ "a folder may be left empty", a_folder_may_be_left_empty },
	{ "the entry that fails is named", the_entry_that_fails_is_named },
	{ NULL, NULL },
};
