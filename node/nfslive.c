/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfslive.c - files of a live /usr that have capabilities or ACLs.
 */
#include "nfslive.h"
#include "nfsattributes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

enum { NAME = 256 };

static int open_one(int folder, const char *path, size_t n)
{
	char name[NAME];
	int fd;

	if (n == 0 || n >= sizeof(name) || (n == 2 && memcmp(path, "..", 2) == 0))
		return -EINVAL;
	memcpy(name, path, n);
	name[n] = '\0';
	fd = openat(folder, name,
		    O_PATH | O_NOFOLLOW | O_CLOEXEC | (path[n] ? O_DIRECTORY : 0));
	return fd < 0 ? -errno : fd;
}

/* Step by step: a folder of the server may have become a link by now. */
int nfs_live_open(int folder, const char *path)
{
	int at = folder;

	for (;;) {
		size_t n = strcspn(path, "/");
		int fd = open_one(at, path, n);

		if (at != folder)
			close(at);
		if (fd < 0 || !path[n])
			return fd;
		at = fd;
		path += n + 1;
	}
}

int nfs_live_is_same(const struct stat *a, const struct stat *b)
{
	return S_ISREG(a->st_mode) && a->st_mode == b->st_mode &&
	       a->st_uid == b->st_uid && a->st_gid == b->st_gid &&
	       a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* By descriptors: a name could lead elsewhere by the time it is mounted on. */
static int bind_file(int from, int to)
{
	char source[32], target[32];
	struct stat a, b;

	if (fstat(from, &a) != 0 || fstat(to, &b) != 0)
		return -errno;
	if (a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return 0; /* its second attribute */
	if (!nfs_live_is_same(&a, &b))
		return -ESTALE;
	snprintf(source, sizeof(source), "/proc/self/fd/%d", from);
	snprintf(target, sizeof(target), "/proc/self/fd/%d", to);
	return mount(source, target, NULL, MS_BIND, NULL) == 0 ? 1 : -errno;
}

static int bind_path(const struct nfs_live *live, const char *path)
{
	int from = nfs_live_open(live->over, path), to = -1, rc = from;

	if (rc >= 0)
		rc = to = nfs_live_open(live->live, path);
	if (rc >= 0)
		rc = bind_file(from, to);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return rc;
}

static void leave(struct nfs_live *live, const char *path, int why)
{
	if (live->left++)
		return;
	snprintf(live->first, sizeof(live->first), "%s", path);
	live->why = why;
}

int nfs_live_bind(struct nfs_live *live, const char *text)
{
	struct nfs_attribute *attribute = malloc(sizeof(*attribute));
	size_t n = strlen(NFS_LIVE_BELOW);
	int rc, bound;

	if (!attribute)
		return -ENOMEM;
	while ((rc = nfs_attribute_next(&text, attribute)) > 0) {
		if (strncmp(attribute->path, NFS_LIVE_BELOW, n) != 0)
			continue;
		bound = bind_path(live, attribute->path + n);
		if (bound < 0)
			leave(live, attribute->path, bound);
		else
			live->bound += (unsigned)bound;
	}
	free(attribute);
	return rc;
}
