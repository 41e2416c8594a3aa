/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/walk_test.c - the walk and openat2 come to the same places.
 */
#include "walk.h"
#include "intree.h"
#include "path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int make_tree(void)
{
	char *path CLEANUP_FREE = path_join(unit_folder(), "tree");
	int tree;

	CU_ASSERT(mkdir(path, 0755) == 0);
	tree = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CU_ASSERT(tree >= 0);
	CU_ASSERT(intree_write(tree, "usr/bin/sh", 0755, "sh", 2) == 0);
	CU_ASSERT(intree_write(tree, "etc/passwd", 0644, "mine", 4) == 0);
	CU_ASSERT(symlinkat("usr/bin", tree, "bin") == 0);
	CU_ASSERT(symlinkat("/etc/passwd", tree, "absolute") == 0);
	CU_ASSERT(symlinkat("../../../../etc/passwd", tree, "climbs") == 0);
	CU_ASSERT(symlinkat("/usr/../etc", tree, "usr/round") == 0);
	CU_ASSERT(symlinkat("loop", tree, "loop") == 0);
	CU_ASSERT(symlinkat("nothing", tree, "broken") == 0);
	return tree;
}

static void same_places(void)
{
	static const char *const paths[] = {
		"usr/bin/sh",
		"bin/sh",
		"/bin/sh",
		"absolute",
		"climbs",
		"usr/round/passwd",
		"../../etc/passwd",
		"loop",
		"loop/x",
		"broken",
		"none/x",
		"etc/passwd/x",
		"bin/../round/./passwd",
		"usr//bin///sh",
	};
	int tree = make_tree();

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int one = intree_open(tree, paths[i], O_RDONLY, 0);
		int two = walk_open(tree, paths[i], O_RDONLY, 0);
		struct stat left = { 0 }, right = { 0 };

		CU_ASSERT((one < 0) == (two < 0));
		if (one < 0 || two < 0) {
			UNIT_INT(two, one);
			continue;
		}
		CU_ASSERT(fstat(one, &left) == 0 && fstat(two, &right) == 0);
		UNIT_INT(left.st_ino, right.st_ino);
		close(one);
		close(two);
	}
	close(tree);
}

static void the_last_link_is_not_followed_when_asked(void)
{
	int tree = make_tree();
	int fd = walk_open(tree, "absolute", O_PATH | O_NOFOLLOW, 0);
	struct stat st;

	CU_ASSERT(fd >= 0 && fstat(fd, &st) == 0 && S_ISLNK(st.st_mode));
	close(fd);
	UNIT_INT(walk_open(tree, "absolute", O_RDONLY | O_NOFOLLOW, 0), -ELOOP);
	close(tree);
}

static void a_file_is_made_inside(void)
{
	int tree = make_tree();
	int fd = walk_open(tree, "bin/new", O_WRONLY | O_CREAT | O_EXCL, 0640);
	struct stat st;

	CU_ASSERT(fd >= 0);
	close(fd);
	UNIT_INT(intree_stat(tree, "usr/bin/new", &st), 0);
	close(tree);
}

const char unit_suite[] = "walk";
const struct unit_case unit_cases[] = {
	{ "the walk and openat2 come to the same places", same_places },
	{ "the last link is not followed when asked",
	  the_last_link_is_not_followed_when_asked },
	{ "a file is made inside", a_file_is_made_inside },
	{ NULL, NULL },
};
