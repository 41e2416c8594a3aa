/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/removetree_test.c
 */
#include "removetree.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void touch(int folder, const char *name)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	close(fd);
}

static void all_of_it_goes_and_nothing_else(void)
{
	int top = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	CU_ASSERT_FATAL(top >= 0);
	CU_ASSERT_FATAL(mkdirat(top, "kept", 0700) == 0);
	touch(top, "kept/file");
	CU_ASSERT_FATAL(mkdirat(top, "gone", 0700) == 0);
	CU_ASSERT_FATAL(mkdirat(top, "gone/below", 0700) == 0);
	touch(top, "gone/below/file");
	CU_ASSERT_FATAL(symlinkat("../kept", top, "gone/link") == 0);
	UNIT_INT(removetree(top, "gone"), 0);
	UNIT_INT(faccessat(top, "gone", F_OK, 0), -1);
	UNIT_INT(faccessat(top, "kept/file", F_OK, 0), 0);
	UNIT_INT(removetree(top, "gone"), 0);
	UNIT_INT(removetree(top, "kept/file"), 0);
	UNIT_INT(faccessat(top, "kept/file", F_OK, 0), -1);
	UNIT_INT(faccessat(top, "kept", F_OK, 0), 0);
	close(top);
}

static void what_cannot_be_removed_is_told(void)
{
	int top = open(unit_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	CU_ASSERT_FATAL(top >= 0);
	touch(top, "file");
	UNIT_INT(removetree(top, "file/below"), -ENOTDIR);
	close(top);
}

const char unit_suite[] = "node/removetree";
const struct unit_case unit_cases[] = {
	{ "all of it goes, and nothing that a link leads to",
	  all_of_it_goes_and_nothing_else },
	{ "what cannot be removed is told", what_cannot_be_removed_is_told },
	{ NULL, NULL },
};
