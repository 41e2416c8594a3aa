/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/walk.c - what openat2(RESOLVE_IN_ROOT) does, for kernels before 5.6.
 */
#include "walk.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MOST = 40, DEPTH_MOST = 512 };

/* The folders from root down to where the walk stands. */
struct walk {
	int root;
	int folders[DEPTH_MOST];
	size_t depth;
	unsigned links;
	char *rest; /* of the path, still to walk; owned */
};

static int here(const struct walk *walk)
{
	return walk->depth ? walk->folders[walk->depth - 1] : walk->root;
}

static void up(struct walk *walk)
{
	if (walk->depth)
		close(walk->folders[--walk->depth]);
}

static int down(struct walk *walk, const char *name)
{
	int fd;

	if (walk->depth == DEPTH_MOST)
		return -ENAMETOOLONG;
	fd = openat(here(walk), name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	walk->folders[walk->depth++] = fd;
	return 0;
}

/* If `name` is a link, puts what it says in front of the rest.  1: it was one. */
static int follow(struct walk *walk, const char *name, const char *after)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(here(walk), name, target, sizeof(target) - 1);
	char *rest;

	if (n < 0)
		return 0;
	if (++walk->links > LINKS_MOST)
		return -ELOOP;
	target[n] = '\0';
	while (target[0] == '/' && walk->depth)
		up(walk);
	rest = mem_printf("%s/%s", target, after);
	free(walk->rest);
	walk->rest = rest;
	return 1;
}

static int open_last(struct walk *walk, const char *name, int flags, mode_t mode)
{
	int fd = openat(here(walk), name, flags | O_NOFOLLOW | O_CLOEXEC, mode);

	return fd < 0 ? -errno : fd;
}

/* One step.  *fd: set when the walk is at its end.  0 or -errno. */
static int step(struct walk *walk, int flags, mode_t mode, int *fd)
{
	char *at = walk->rest + strspn(walk->rest, "/");
	size_t n = strcspn(at, "/");
	char *name CLEANUP_FREE = mem_ndup(at, n);
	char *after CLEANUP_FREE = mem_dup(at + n);
	bool last = after[strspn(after, "/")] == '\0';
	int rc;

	if (n == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		if (strcmp(name, "..") == 0)
			up(walk);
		if (last)
			*fd = open_last(walk, ".", flags & ~O_CREAT, 0);
		memmove(walk->rest, at + n, strlen(at + n) + 1);
		return 0;
	}
	rc = last && (flags & O_NOFOLLOW) ? 0 : follow(walk, name, after);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (last) {
		*fd = open_last(walk, name, flags, mode);
		return 0;
	}
	memmove(walk->rest, at + n, strlen(at + n) + 1);
	return down(walk, name);
}

int walk_open(int root, const char *path, int flags, mode_t mode)
{
	struct walk *walk = mem_alloc(sizeof(*walk));
	int fd = INT_MIN, rc = 0;

	walk->root = root;
	walk->rest = mem_dup(path);
	while (rc == 0 && fd == INT_MIN)
		rc = step(walk, flags, mode, &fd);
	while (walk->depth)
		up(walk);
	free(walk->rest);
	free(walk);
	return rc < 0 ? rc : fd;
}
