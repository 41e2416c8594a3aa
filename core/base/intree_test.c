/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/intree_test.c - a tree full of hostile links.
 */
#include "intree.h"
#include "path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trap {
	char *outside, *tree;
	int fd;
};

static struct trap set(void)
{
	const char *folder = unit_folder();
	struct trap trap = { path_join(folder, "outside"), path_join(folder, "tree"),
			     -1 };

	CU_ASSERT(mkdir(trap.outside, 0755) == 0 && mkdir(trap.tree, 0755) == 0);
	trap.fd = open(trap.tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CU_ASSERT(trap.fd >= 0);
	CU_ASSERT(symlinkat(trap.outside, trap.fd, "etc") == 0);
	CU_ASSERT(symlinkat("../outside", trap.fd, "up") == 0);
	CU_ASSERT(symlinkat("/", trap.fd, "slash") == 0);
	CU_ASSERT(symlinkat("self", trap.fd, "self") == 0);
	return trap;
}

static void clear(struct trap *trap)
{
	close(trap->fd);
	free(trap->outside);
	free(trap->tree);
}

static void absolute_links_stay_inside(void)
{
	struct trap trap = set();
	char *leaked CLEANUP_FREE = path_join(trap.outside, "file");
	struct stat st;

	CU_ASSERT(intree_write(trap.fd, "etc/file", 0644, "x", 1) < 0);
	CU_ASSERT(intree_write(trap.fd, "up/file", 0644, "x", 1) < 0);
	CU_ASSERT(!path_exists(leaked));
	UNIT_INT(intree_write(trap.fd, "slash/inside", 0640, "yes", 3), 0);
	UNIT_INT(intree_stat(trap.fd, "inside", &st), 0);
	UNIT_INT(st.st_mode & 07777, 0640);
	clear(&trap);
}

static void dots_do_not_climb(void)
{
	struct trap trap = set();
	struct str text CLEANUP_STR = { 0 };

	UNIT_INT(intree_write(trap.fd, "a/b/c", 0644, "deep", 4), 0);
	UNIT_INT(intree_read(trap.fd, "../../a/../a/b/c", 100, &text), 0);
	UNIT_STR(str_text(&text), "deep");
	CU_ASSERT(intree_read(trap.fd, "../outside", 100, &text) < 0);
	clear(&trap);
}

static void a_link_in_the_place_of_a_file_is_replaced(void)
{
	struct trap trap = set();
	struct stat st;

	UNIT_INT(symlinkat("/slash", trap.fd, "link"), 0);
	UNIT_INT(intree_write(trap.fd, "link", 0644, "file", 4), 0);
	UNIT_INT(fstatat(trap.fd, "link", &st, AT_SYMLINK_NOFOLLOW), 0);
	CU_ASSERT(S_ISREG(st.st_mode));
	clear(&trap);
}

static void removal_does_not_follow_links(void)
{
	struct trap trap = set();
	char *kept CLEANUP_FREE = path_join(trap.outside, "kept");

	UNIT_INT(mkdir(kept, 0755), 0);
	UNIT_INT(intree_write(trap.fd, "d/e/f", 0644, "", 0), 0);
	UNIT_INT(intree_remove(trap.fd, "etc"), 0);
	UNIT_INT(intree_remove(trap.fd, "d"), 0);
	UNIT_INT(intree_remove(trap.fd, "d"), 0);
	UNIT_INT(intree_remove(trap.fd, "no/such/thing"), 0);
	CU_ASSERT(path_is_folder(kept));
	CU_ASSERT(faccessat(trap.fd, "d", F_OK, 0) != 0);
	clear(&trap);
}

static void a_loop_ends(void)
{
	struct trap trap = set();

	UNIT_INT(intree_open(trap.fd, "self/x", O_RDONLY, 0), -ELOOP);
	clear(&trap);
}

static void a_fifo_does_not_hold_us_up(void)
{
	struct trap trap = set();
	struct str text CLEANUP_STR = { 0 };

	UNIT_INT(mkfifoat(trap.fd, "pipe", 0644), 0);
	UNIT_INT(intree_read(trap.fd, "pipe", 100, &text), 0);
	UNIT_INT(text.n, 0);
	clear(&trap);
}

const char unit_suite[] = "intree";
const struct unit_case unit_cases[] = {
	{ "absolute links stay inside", absolute_links_stay_inside },
	{ "dots do not climb", dots_do_not_climb },
	{ "a link in the place of a file is replaced",
	  a_link_in_the_place_of_a_file_is_replaced },
	{ "removal does not follow links", removal_does_not_follow_links },
	{ "a loop of links ends", a_loop_ends },
	{ "a fifo does not hold us up", a_fifo_does_not_hold_us_up },
	{ NULL, NULL },
};
