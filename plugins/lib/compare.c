/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/compare.c - a tree, and what came out of its packed image again.
 */
#include "compare.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { BLOCK = 1 << 17, NAMES = 65536 };

static int same_time(const struct compare *how, const struct stat *a,
		     const struct stat *b)
{
	if (a->st_mtime < how->first || a->st_mtime > how->last)
		return 1;
	return a->st_mtime == b->st_mtime &&
	       (!how->nanoseconds || a->st_mtim.tv_nsec == b->st_mtim.tv_nsec);
}

static int same_stat(const struct compare *how, const struct stat *a,
		     const struct stat *b)
{
	mode_t bits = S_IFMT | how->modes;

	return (a->st_mode & bits) == (b->st_mode & bits) && a->st_uid == b->st_uid &&
	       a->st_gid == b->st_gid && a->st_rdev == b->st_rdev &&
	       same_time(how, a, b) && (!S_ISREG(a->st_mode) || a->st_size == b->st_size);
}

static int same_link(const char *view, const char *copy)
{
	char a[PATH_MAX], b[PATH_MAX];
	ssize_t n = readlink(view, a, sizeof(a)), m = readlink(copy, b, sizeof(b));

	return n >= 0 && n == m && memcmp(a, b, (size_t)n) == 0;
}

static int is_kept(const struct compare *how, const char *name)
{
	for (const char *const *start = how->attributes; start && *start; start++)
		if (strncmp(name, *start, strlen(*start)) == 0)
			return 1;
	return 0;
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

/* Those of one entry, as another has them. */
static int has_xattrs(const struct compare *how, const char *view, const char *copy)
{
	char names[NAMES];
	ssize_t n = how->attributes ? llistxattr(view, names, sizeof(names)) : 0;

	if (n < 0)
		return errno == ENOTSUP;
	for (const char *name = names; name < names + n; name += strlen(name) + 1)
		if (is_kept(how, name) && !same_xattr(view, copy, name))
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

static const char *difference(const struct compare *how, const struct stat *st,
			      const char *view, const char *copy)
{
	struct stat other;

	if (lstat(copy, &other) != 0)
		return "existence";
	if (!same_stat(how, st, &other))
		return "type, mode, owner, size or time";
	if (S_ISLNK(st->st_mode) && !same_link(view, copy))
		return "target";
	if (!has_xattrs(how, view, copy) || !has_xattrs(how, copy, view))
		return "attributes";
	if (S_ISREG(st->st_mode) && !how->no_bytes && !same_bytes(view, copy))
		return "contents";
	return NULL;
}

static int differs(struct sl_job *job, const char *what, const char *view)
{
	return sl_fail(job, EBADMSG,
		       "the packed image is not the tree: the %s of %s differs; pack "
		       "again, and report it if it comes back",
		       what, view);
}

int compare_entry(struct sl_job *job, const struct compare *how, const char *view,
		  const char *copy)
{
	const char *what;
	struct stat st;

	if (lstat(view, &st) != 0)
		return sl_fail(job, errno, "cannot look at %s: %s", view,
			       strerror(errno));
	if (S_ISSOCK(st.st_mode) && how->no_sockets)
		return 0;
	what = difference(how, &st, view, copy);
	return what ? differs(job, what, view) : 0;
}

/* ---- whole trees ---- */

struct twin {
	dev_t dev;
	ino_t ino, copy;
};

static int by_inode(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;

	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return x->dev == y->dev ? 0 : x->dev < y->dev ? -1 : 1;
}

struct walk {
	struct sl_job *job;
	const struct compare *how;
	const char *view, *copy;
	void *twins; /* tsearch(): of files with several names */
	uint64_t entries;
};

/* Names of one file there are names of one file here. */
static int same_links(struct walk *walk, const struct stat *a, const char *copy)
{
	struct twin *twin, **found;
	struct stat b;

	if (walk->how->no_links || S_ISDIR(a->st_mode) || lstat(copy, &b) != 0)
		return 1;
	if (a->st_nlink == 1)
		return b.st_nlink == 1;
	twin = malloc(sizeof(*twin));
	if (!twin)
		return 0;
	*twin = (struct twin){ a->st_dev, a->st_ino, b.st_ino };
	found = tsearch(twin, &walk->twins, by_inode);
	if (!found || *found != twin)
		free(twin);
	return found && (*found)->copy == b.st_ino;
}

static int look_at(void *arg, const struct walk_entry *entry)
{
	struct walk *walk = arg;
	char copy[PATH_MAX];
	const char *path = entry->full + strlen(walk->view);
	int n = snprintf(copy, sizeof(copy), "%s%s", walk->copy, path);
	int rc;

	if (n < 0 || n >= PATH_MAX)
		return sl_fail(walk->job, ENAMETOOLONG, "the path %s%s is too long",
			       walk->copy, path);
	if (S_ISSOCK(entry->st->st_mode) && walk->how->no_sockets)
		return 0;
	walk->entries++;
	rc = compare_entry(walk->job, walk->how, entry->full, copy);
	if (rc == 0 && !same_links(walk, entry->st, copy))
		rc = differs(walk->job, "hard links", entry->full);
	return rc;
}

static int count(void *arg, const struct walk_entry *entry)
{
	struct walk *walk = arg;

	walk->entries += !(S_ISSOCK(entry->st->st_mode) && walk->how->no_sockets);
	return 0;
}

int compare_trees(struct sl_job *job, const struct compare *how, const char *view,
		  const char *copy)
{
	struct walk walk = { .job = job, .how = how, .view = view, .copy = copy };
	uint64_t entries;
	int rc = walk_tree(job, view, 0, look_at, &walk);

	tdestroy(walk.twins, free);
	entries = walk.entries;
	walk.entries = 0;
	if (rc == 0)
		rc = walk_tree(job, copy, 0, count, &walk);
	if (rc == 0 && walk.entries != entries)
		rc = sl_fail(job, EBADMSG,
			     "the packed image has %" PRIu64
			     " entries where the tree has %" PRIu64
			     "; pack again, and report it if it comes back",
			     walk.entries, entries);
	return rc;
}
