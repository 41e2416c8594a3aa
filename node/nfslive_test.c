/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfslive_test.c - which files of a live /usr get the attributes of the generation.
 */
#include "nfslive.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const char unit_suite[] = "nfslive";

static void opens(void)
{
	static const struct {
		const char *path;
		int rc;
	} rows[] = {
		{ "file", 0 },
		{ "bin/file", 0 },
		{ "bin", 0 },
		{ "link", 0 }, /* itself, and no step further */
		{ "away/file", -ENOTDIR },
		{ "bin/up", 0 },
		{ "file/x", -ENOTDIR },
		{ "none", -ENOENT },
		{ "", -EINVAL },
		{ "bin/", -EINVAL },
		{ "bin//file", -EINVAL },
		{ "..", -EINVAL },
		{ "bin/../file", -EINVAL },
		{ "...", -ENOENT },
	};
	char folder[] = "/tmp/nfslive-XXXXXX";
	int at;

	UNIT_STR(mkdtemp(folder), folder);
	at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	UNIT_INT(mkdirat(at, "bin", 0755), 0);
	close(openat(at, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	close(openat(at, "bin/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	UNIT_INT(symlinkat("/etc/passwd", at, "link"), 0);
	UNIT_INT(symlinkat("..", at, "bin/up"), 0);
	UNIT_INT(symlinkat("bin", at, "away"), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int fd = nfs_live_open(at, rows[i].path);

		UNIT_INT(fd < 0 ? fd : 0, rows[i].rc);
		if (fd >= 0)
			close(fd);
	}
	UNIT_INT(unlinkat(at, "bin/file", 0), 0);
	UNIT_INT(unlinkat(at, "bin/up", 0), 0);
	UNIT_INT(unlinkat(at, "bin", AT_REMOVEDIR), 0);
	UNIT_INT(unlinkat(at, "file", 0), 0);
	UNIT_INT(unlinkat(at, "link", 0), 0);
	UNIT_INT(unlinkat(at, "away", 0), 0);
	close(at);
	UNIT_INT(rmdir(folder), 0);
}

static void compares(void)
{
	const struct stat same = { .st_mode = S_IFREG | 0755,
				   .st_size = 7,
				   .st_mtim = { 100, 5 },
				   .st_ino = 1 };
	struct stat other[] = { same, same, same, same, same, same, same };

	other[0].st_mode = S_IFREG | 0750;
	other[1].st_uid = 1;
	other[2].st_gid = 1;
	other[3].st_size = 8;
	other[4].st_mtim.tv_sec = 101;
	other[5].st_mtim.tv_nsec = 6;
	for (size_t i = 0; i < 6; i++)
		UNIT_INT(nfs_live_is_same(&same, &other[i]), 0);
	other[6].st_ino = 2; /* of another file system */
	UNIT_INT(nfs_live_is_same(&same, &other[6]), 1);
	other[0] = other[1] = same;
	other[0].st_mode = other[1].st_mode = S_IFDIR | 0755;
	UNIT_INT(nfs_live_is_same(&other[0], &other[1]), 0);
}

/* Nothing can be mounted here: what differs is left, and named. */
static void leaves(void)
{
	struct nfs_live live = { .over = AT_FDCWD, .live = AT_FDCWD };

	UNIT_INT(nfs_live_bind(&live, "security.capability 00 etc/none\n"
				      "security.capability 00 usr/no\\040ne\n"
				      "security.capability 00 usr/none/more\n"),
		 0);
	UNIT_INT(live.bound, 0);
	UNIT_INT(live.left, 2);
	UNIT_INT(live.why, -ENOENT);
	UNIT_STR(live.first, "usr/no ne");
	UNIT_INT(nfs_live_bind(&live, "security.capability 0\n"), -EINVAL);
}

const struct unit_case unit_cases[] = {
	{ "no step of a path goes through a link or up", opens },
	{ "files are the same by type, mode, owner, size and time", compares },
	{ "files that are missing are left; lists that are wrong are refused", leaves },
	{ NULL, NULL },
};
