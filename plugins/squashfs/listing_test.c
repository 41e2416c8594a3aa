/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/listing_test.c - lines of unsquashfs against a small tree.
 */
#include "squashfs.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite[] = "squashfs listing";

/* 2001-09-09 01:46:40 UTC */
enum { TIME = 1000000000 };

static void put_time(const char *path)
{
	const struct timespec times[] = { { TIME, 0 }, { TIME, 0 } };

	UNIT_INT(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put(const char *tree, const char *name, mode_t mode, const char *link)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	if (link) {
		UNIT_INT(symlink(link, path), 0);
	} else if (S_ISDIR(mode)) {
		UNIT_INT(mkdir(path, 0700), 0);
	} else {
		fd = open(path, O_WRONLY | O_CREAT, 0600);
		UNIT_INT(write(fd, "12345", 5), 5);
		close(fd);
	}
	if (!link) {
		UNIT_INT(chmod(path, mode & 07777), 0);
	}
	put_time(path);
}

static const char *make_tree(void)
{
	const char *tree = unit_folder();

	put(tree, "d", S_IFDIR | 01777, NULL);
	put(tree, "a b", S_IFREG | 04755, NULL);
	put(tree, "x", S_IFREG | 02644, NULL);
	put(tree, "l -> m", S_IFLNK, "q -> r");
	put(tree, "l", S_IFLNK, "x");
	UNIT_INT(chmod(tree, 0755), 0);
	put_time(tree);
	return tree;
}

static const struct {
	const char *before, *after, *wrong;
	unsigned equal;
} cases[] = {
	{ "drwxr-xr-x ", "  99 2001-09-09 01:46 squashfs-root", "", 1 },
	{ "drwxrwxrwt ", "   0 2001-09-09 01:46 squashfs-root/d", "", 1 },
	{ "-rwsr-xr-x ", "   5 2001-09-09 01:46 squashfs-root/a b", "", 1 },
	{ "-rw-r-Sr-- ", "   5 2001-09-09 01:46 squashfs-root/x", "", 1 },
	{ "lrwxrwxrwx ", "   1 2001-09-09 01:46 squashfs-root/l -> x", "", 1 },
	{ "lrwxrwxrwx ", "   6 2001-09-09 01:46 squashfs-root/l -> m -> q -> r", "", 1 },
	{ "-rwxr-xr-x ", "   5 2001-09-09 01:46 squashfs-root/a b",
	  "type or mode of /a b", 0 },
	{ "drwxr-Sr-- ", "   5 2001-09-09 01:46 squashfs-root/x", "type or mode of /x",
	  0 },
	{ "-rw-r-Sr-- ", "   6 2001-09-09 01:46 squashfs-root/x", "size of /x", 0 },
	{ "-rw-r-Sr-- ", "   5 2001-09-09 01:47 squashfs-root/x", "time of /x", 0 },
	{ "-rw-r-Sr-- ", "   5 2001-09-08 01:46 squashfs-root/x", "time of /x", 0 },
	{ "crw-r-Sr-- ", "  5,  1 2001-09-09 01:46 squashfs-root/x", "type or mode of /x",
	  0 },
	{ "-rw-r--r-- ", "   5 2001-09-09 01:46 squashfs-root/no", "existence of /no",
	  0 },
	{ "lrwxrwxrwx ", "   1 2001-09-09 01:46 squashfs-root/l -> y",
	  "existence of /l -> y", 0 },
	{ "2 inodes (1 blocks) ", "to write", "", 0 },
	{ "", "", "", 0 },
};

static void lines_are_compared(void)
{
	const char *tree = make_tree();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct squashfs_listing listing = { .tree = tree };
		char line[512];

		snprintf(line, sizeof(line), "%s%u/%u %s", cases[i].before, geteuid(),
			 getegid(), cases[i].after);
		squashfs_listing_line(&listing, line);
		UNIT_STR(listing.wrong, cases[i].wrong);
		UNIT_INT(listing.entries, cases[i].equal);
	}
}

static void owners_are_compared(void)
{
	struct squashfs_listing listing = { .tree = make_tree() };

	squashfs_listing_line(&listing,
			      "-rw-r-Sr-- 77/77 5 2001-09-09 01:46 squashfs-root/x");
	UNIT_STR(listing.wrong, "owner of /x");
}

/* A path longer than any is a difference, not an overflow. */
static void long_paths_are_differences(void)
{
	struct squashfs_listing listing = { .tree = make_tree() };
	char *line = malloc(10000);

	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	snprintf(line, 10000, "-rw-r--r-- 0/0 5 2001-09-09 01:46 squashfs-root/%09000d",
		 1);
	squashfs_listing_line(&listing, line);
	CU_ASSERT(strncmp(listing.wrong, "existence of /000", 17) == 0);
	free(line);
}

const struct unit_case unit_cases[] = {
	{ "lines are compared with the tree", lines_are_compared },
	{ "owners are compared", owners_are_compared },
	{ "paths that are too long are differences", long_paths_are_differences },
	{ NULL, NULL },
};
