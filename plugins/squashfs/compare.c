/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/compare.c - an entry of the view and what came out of the image.
 */
#include "squashfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { BLOCK = 1 << 17, NAMES = 65536 };

static int same_stat(const struct stat *a, const struct stat *b)
{
	int in_range = a->st_mtime >= 0 && a->st_mtime <= UINT32_MAX;

	return a->st_mode == b->st_mode && a->st_uid == b->st_uid &&
	       a->st_gid == b->st_gid && a->st_rdev == b->st_rdev &&
	       (!in_range || a->st_mtime == b->st_mtime) &&
	       (!S_ISREG(a->st_mode) || a->st_size == b->st_size);
}

static int same_link(const char *view, const char *copy)
{
	char a[SQUASHFS_PATH], b[SQUASHFS_PATH];
	ssize_t n = readlink(view, a, sizeof(a)), m = readlink(copy, b, sizeof(b));

	return n >= 0 && n == m && memcmp(a, b, (size_t)n) == 0;
}

/* Those that squashfs holds; the rest was warned about. */
static int is_kept(const char *name)
{
	return strncmp(name, "user.", 5) == 0 || strncmp(name, "security.", 9) == 0 ||
	       strncmp(name, "trusted.", 8) == 0;
}

static int same_xattr(const char *view, const char *copy, const char *name)
{
	static const size_t most = 65536;
	char *a = malloc(2 * most);
	ssize_t n, m;
	int same;

	if (!a)
		return 0;
	n = lgetxattr(view, name, a, most);
	m = lgetxattr(copy, name, a + most, most);
	same = n >= 0 && n == m && memcmp(a, a + most, (size_t)n) == 0;
	free(a);
	return same;
}

static int same_xattrs(const char *view, const char *copy)
{
	char names[NAMES];
	ssize_t n = llistxattr(view, names, sizeof(names));

	if (n < 0)
		return errno == ENOTSUP;
	for (const char *name = names; name < names + n; name += strlen(name) + 1)
		if (is_kept(name) && !same_xattr(view, copy, name))
			return 0;
	return 1;
}

/* Up to n bytes, fewer only at the end. */
static ssize_t read_full(int fd, char *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, to + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static int same_bytes(const char *view, const char *copy)
{
	int a = open(view, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int b = open(copy, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *room = malloc(2 * (size_t)BLOCK);
	int same = a >= 0 && b >= 0 && room;
	ssize_t n = 1, m;

	while (same && n > 0) {
		n = read_full(a, room, BLOCK);
		m = read_full(b, room + BLOCK, BLOCK);
		same = n >= 0 && n == m && memcmp(room, room + BLOCK, (size_t)n) == 0;
	}
	free(room);
	if (a >= 0)
		close(a);
	if (b >= 0)
		close(b);
	return same;
}

int squashfs_compare(struct sl_job *job, const char *view, const char *copy)
{
	const char *what = NULL;
	struct stat a, b;

	if (lstat(view, &a) != 0)
		return sl_fail(job, errno, "cannot look at %s: %s", view,
			       strerror(errno));
	/* unsquashfs makes no sockets */
	if (S_ISSOCK(a.st_mode))
		return 0;
	if (lstat(copy, &b) != 0)
		what = "existence";
	else if (!same_stat(&a, &b))
		what = "type, mode, owner, size or time";
	else if (S_ISLNK(a.st_mode) && !same_link(view, copy))
		what = "target";
	else if (!same_xattrs(view, copy))
		what = "attributes";
	else if (S_ISREG(a.st_mode) && !same_bytes(view, copy))
		what = "contents";
	if (!what)
		return 0;
	return sl_fail(job, EBADMSG,
		       "the packed image is not the tree: the %s of %s differs; pack "
		       "again, and report it if it comes back",
		       what, view);
}
