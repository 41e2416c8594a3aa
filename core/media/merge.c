/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/merge.c - a further medium's files beside those of the first.
 */
#include "merge.h"

#include "core/base/path.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 65536 };

struct merge {
	struct log *log;
	const char *from, *to;
	int target; /* descriptor of `to` */
	bool fits;
};

/* Both folders are our own copies, whose links were checked; none is followed here. */
static int open_in(int folder, const char *path)
{
	return openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static bool same_bytes(int left, int right)
{
	char a[BLOCK], b[BLOCK];

	for (off_t at = 0;;) {
		ssize_t n = pread(left, a, sizeof(a), at);

		if (n < 0 || pread(right, b, sizeof(b), at) != n)
			return false;
		if (n == 0)
			return true;
		if (memcmp(a, b, (size_t)n) != 0)
			return false;
		at += n;
	}
}

static bool same_link(const struct merge *merge, const struct visit_entry *entry)
{
	char a[PATH_MAX], b[PATH_MAX];
	ssize_t n = readlinkat(entry->folder, entry->name, a, sizeof(a));

	return n >= 0 && readlinkat(merge->target, entry->path, b, sizeof(b)) == n &&
	       memcmp(a, b, (size_t)n) == 0;
}

static bool is_same(const struct merge *merge, const struct visit_entry *entry,
		    const struct stat *there)
{
	int left CLEANUP_FD = -1, right CLEANUP_FD = -1;

	if ((entry->st->st_mode & S_IFMT) != (there->st_mode & S_IFMT))
		return false;
	if (S_ISDIR(there->st_mode))
		return true;
	if (S_ISLNK(there->st_mode))
		return same_link(merge, entry);
	if (entry->st->st_size != there->st_size)
		return false;
	left = open_in(entry->folder, entry->name);
	right = open_in(merge->target, entry->path);
	return left >= 0 && right >= 0 && same_bytes(left, right);
}

/* Files at the top, and in hidden folders there, tell one medium from another; nobody
 * looks for packages by them. */
static bool describes_itself(const struct visit_entry *entry)
{
	return !S_ISDIR(entry->st->st_mode) &&
	       (!strchr(entry->path, '/') || entry->path[0] == '.');
}

static int look(void *arg, const struct visit_entry *entry)
{
	struct merge *merge = arg;
	struct stat there;

	if (fstatat(merge->target, entry->path, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT
			       ? VISIT_PASS_BY
			       : log_fail(merge->log, errno, "cannot look at %s/%s: %s",
					  merge->to, entry->path, strerror(errno));
	if (!describes_itself(entry) && !is_same(merge, entry, &there))
		merge->fits = false;
	return merge->fits ? VISIT_GO_ON : VISIT_PASS_BY;
}

/* A folder that is missing moves with all that is in it. */
static int move(void *arg, const struct visit_entry *entry)
{
	struct merge *merge = arg;

	if (renameat2(entry->folder, entry->name, merge->target, entry->path,
		      RENAME_NOREPLACE) == 0)
		return VISIT_PASS_BY;
	if (errno == EEXIST)
		return VISIT_GO_ON;
	return log_fail(merge->log, errno, "cannot move %s/%s to %s: %s", merge->from,
			entry->path, merge->to, strerror(errno));
}

static int walk(struct merge *merge, int (*each)(void *, const struct visit_entry *))
{
	int from CLEANUP_FD = open(merge->from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int to CLEANUP_FD = open(merge->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (from < 0 || to < 0)
		return log_fail(merge->log, errno, "cannot read %s: %s",
				from < 0 ? merge->from : merge->to, strerror(errno));
	merge->target = to;
	return visit_tree(merge->log, from, merge->from, each, merge);
}

int merge_fits(struct log *log, const char *from, const char *to)
{
	struct merge merge = { log, from, to, -1, true };
	int rc = walk(&merge, look);

	return rc < 0 ? rc : merge.fits;
}

int merge(struct log *log, const char *from, const char *to)
{
	struct merge merge = { log, from, to, -1, true };
	int rc = walk(&merge, move);

	return rc < 0 ? rc : path_remove(log, from);
}
