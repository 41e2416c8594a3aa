/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/space_test.c - a full disk is told, one that is not full is not blamed.
 */
#include "space.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static char said[512];

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, sizeof(said), "%s", line);
}

static bool blame(const char *folder)
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	said[0] = '\0';
	return space_blame(&log, folder);
}

static bool mounted(const char *folder, const char *options)
{
	if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
		puts("(skipped: mounting needs root)");
		return false;
	}
	return mount("none", folder, "tmpfs", 0, options) == 0;
}

static void room_is_no_cause(void)
{
	const char *folder = unit_folder();

	if (!mounted(folder, "size=8m"))
		return;
	CU_ASSERT(!blame(folder));
	UNIT_STR(said, "");
	CU_ASSERT(!blame("/nonexistent"));
}

static void a_full_disk_is_told(void)
{
	const char *folder = unit_folder();
	char path[256];
	int fd;

	if (!mounted(folder, "size=8m"))
		return;
	snprintf(path, sizeof(path), "%s/large", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	UNIT_INT(posix_fallocate(fd, 0, 8 << 20), 0);
	close(fd);
	CU_ASSERT(blame(folder));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "has no space left (8 MB in all)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, folder));
}

static void inodes_can_run_out_too(void)
{
	const char *folder = unit_folder();
	char path[256];
	int fd, n = 0;

	if (!mounted(folder, "size=8m,nr_inodes=16"))
		return;
	do {
		snprintf(path, sizeof(path), "%s/%d", folder, n++);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
	} while (fd >= 0 && n < 64);
	CU_ASSERT(n < 64);
	CU_ASSERT(blame(folder));
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "has no inode left"));
}

const char unit_suite[] = "space";
const struct unit_case unit_cases[] = {
	{ "room is no cause", room_is_no_cause },
	{ "a full disk is told", a_full_disk_is_told },
	{ "inodes can run out, too", inodes_can_run_out_too },
	{ NULL, NULL },
};
