/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view_check.c - can this folder carry an overlay, and this tree be under one?
 */
#include "view_check.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/base/visit.h"
#include "wire/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum { NAMED_MOST = 10, XATTRS_MOST = 65536 };

/* squashfs, cpio and tar can hold no more (unsigned 32 bits of seconds). */
#define TIME_MOST UINT32_MAX

static int try_node(const char *path)
{
	return mknod(path, S_IFCHR | 0600, makedev(1, 3));
}

static int try_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd < 0 ? -1 : close(fd);
}

static int try_trusted(const char *path)
{
	return setxattr(path, "trusted.stateless", "1", 1, 0);
}

static int try_user(const char *path)
{
	return setxattr(path, "user.stateless", "1", 1, 0);
}

static int try_capability(const char *path)
{
	struct vfs_cap_data cap = { .magic_etc = VFS_CAP_REVISION_2 };

	cap.data[0].permitted = 1u << CAP_NET_RAW;
	return setxattr(path, "security.capability", &cap, sizeof(cap), 0);
}

/* In this order; the attributes are tried on the file. */
static const struct {
	const char *what, *cure, *name;
	int (*attempt)(const char *path);
} attempts[] = {
	{ "device nodes", "packing needs root, outside of a user namespace", "node",
	  try_node },
	{ "new files", "packing needs a folder on a disk that root can write to", "file",
	  try_file },
	{ "trusted.* attributes",
	  "packing needs CAP_SYS_ADMIN and a local file system (ext4, xfs, btrfs), or "
	  "--copy",
	  "file", try_trusted },
	{ "user.* attributes",
	  "put installdir on ext4, xfs or btrfs (tmpfs has them from Linux 6.6 on), or "
	  "pack with --copy",
	  "file", try_user },
	{ "file capabilities",
	  "packing needs CAP_SETFCAP and a local file system (ext4, xfs, btrfs)", "file",
	  try_capability },
};

int view_check_scratch(struct log *log, const char *scratch)
{
	char *node CLEANUP_FREE = path_join(scratch, "node");
	char *file CLEANUP_FREE = path_join(scratch, "file");
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		const char *path = attempts[i].name[0] == 'n' ? node : file;

		if (attempts[i].attempt(path) != 0)
			rc = log_fail(log, errno, "the folder %s takes no %s: %s; %s",
				      scratch, attempts[i].what, strerror(errno),
				      attempts[i].cure);
	}
	unlink(node);
	unlink(file);
	return rc;
}

struct check {
	struct log *log;
	const char *tree;
	struct strv foreign; /* paths of what belongs to an overlay */
	time_t newest, now;
	char *xattrs; /* room for a list */
};

static bool has_overlay_xattr(struct check *check, const struct visit_entry *entry)
{
	char *path CLEANUP_FREE = path_join(check->tree, entry->path);
	ssize_t n = llistxattr(path, check->xattrs, XATTRS_MOST);

	for (const char *name = check->xattrs; n > 0 && name < check->xattrs + n;
	     name += strlen(name) + 1)
		if (str_starts(name, "trusted.overlay."))
			return true;
	return false;
}

static int check_entry(void *arg, const struct visit_entry *entry)
{
	struct check *check = arg;
	const struct stat *st = entry->st;

	/* A time to come would leave what packing writes with the time it is. */
	if (st->st_mtime > check->newest && st->st_mtime <= check->now)
		check->newest = st->st_mtime;
	if ((S_ISCHR(st->st_mode) && st->st_rdev == 0) || has_overlay_xattr(check, entry))
		strv_add(&check->foreign, entry->path);
	return VISIT_GO_ON;
}

static int say_foreign(const struct check *check)
{
	struct str names CLEANUP_STR = { 0 };
	size_t n = check->foreign.n;

	for (size_t i = 0; i < n && i < NAMED_MOST; i++)
		str_addf(&names, "%s/%s", i ? ", " : "", check->foreign.v[i]);
	if (n > NAMED_MOST)
		str_addf(&names, " and %zu more", n - NAMED_MOST);
	return log_fail(check->log, EINVAL,
			"the tree %s holds what an overlay file system left behind (0:0 "
			"devices, trusted.overlay attributes): %s; remove them, or build "
			"the tree again",
			check->tree, str_text(&names));
}

static int take_time(struct log *log, const struct check *check, int64_t *time)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = 0;

	*time = check->newest;
	if (*time > TIME_MOST)
		*time = TIME_MOST;
	if (!given || !*given)
		return 0;
	if (wire_number(given, &seconds) < 0 || seconds > TIME_MOST)
		return log_fail(log, EINVAL,
				"SOURCE_DATE_EPOCH=%s is not a number of seconds since "
				"1970 that images can hold (0 to %llu)",
				given, (unsigned long long)TIME_MOST);
	*time = (int64_t)seconds;
	return 0;
}

static time_t clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int view_check_tree(struct log *log, const char *tree, int64_t *time)
{
	struct check check = { .log = log, .tree = tree, .now = clock_seconds() };
	int fd CLEANUP_FD = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return log_fail(log, errno, "cannot open the tree %s: %s", tree,
				strerror(errno));
	check.xattrs = mem_alloc(XATTRS_MOST);
	rc = visit_tree(log, fd, tree, check_entry, &check);
	if (rc == 0 && check.foreign.n)
		rc = say_foreign(&check);
	if (rc == 0)
		rc = take_time(log, &check, time);
	strv_fini(&check.foreign);
	free(check.xattrs);
	return rc;
}
