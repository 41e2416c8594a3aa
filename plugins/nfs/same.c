/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/same.c - two entries of two trees, compared; the cheapest first.
 */
#include "same.h"
#include "describe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 17 };

static int is_same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_mode == b->st_mode && a->st_uid == b->st_uid &&
	       a->st_gid == b->st_gid && a->st_rdev == b->st_rdev &&
	       (S_ISDIR(a->st_mode) || a->st_size == b->st_size) &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int has_same_value(struct sl_job *job, const char *a, const char *b,
			  const char *name)
{
	char *values[2] = { NULL, NULL };
	ssize_t n = nfs_attribute(job, a, name, &values[0]), with = 0;
	int rc;

	if (n >= 0)
		with = nfs_attribute(job, b, name, &values[1]);
	if (n < 0 || with < 0)
		rc = (int)(n < 0 ? n : with);
	else
		rc = n == with && memcmp(values[0], values[1], (size_t)n) == 0;
	free(values[0]);
	free(values[1]);
	return rc;
}

static int has_same_attributes(struct sl_job *job, const char *a, const char *b)
{
	char *names = NULL, *others = NULL;
	size_t n, with;
	int rc = nfs_attributes(job, a, &names, &n);

	if (rc == 0)
		rc = nfs_attributes(job, b, &others, &with);
	if (rc == 0)
		rc = n == with && (n == 0 || memcmp(names, others, n) == 0);
	for (size_t at = 0; rc == 1 && at < n; at += strlen(names + at) + 1)
		rc = has_same_value(job, a, b, names + at);
	free(names);
	free(others);
	return rc;
}

/* Bytes until the end or until there are n of them. */
static ssize_t read_full(int fd, char *data, size_t n)
{
	size_t done = 0;
	ssize_t got = 1;

	while (done < n && (got = read(fd, data + done, n - done)) > 0)
		done += (size_t)got;
	return got < 0 ? -1 : (ssize_t)done;
}

static int compare(struct sl_job *job, const int fds[2], const char *path)
{
	char *data = malloc(2 * (size_t)BUFFER);
	int rc = data ? 1 : sl_fail(job, ENOMEM, "out of memory");

	while (rc == 1) {
		ssize_t n = read_full(fds[0], data, BUFFER);
		ssize_t with = read_full(fds[1], data + BUFFER, BUFFER);

		if (n < 0 || with < 0)
			rc = sl_fail(job, errno, "cannot read /%s: %s", path,
				     strerror(errno));
		else if (n != with || memcmp(data, data + BUFFER, (size_t)n) != 0)
			rc = 0;
		else if (n < BUFFER)
			break;
	}
	free(data);
	return rc;
}

static int has_same_bytes(struct sl_job *job, const struct nfs_entry *entry,
			  const char *full)
{
	const char *const paths[2] = { entry->full, full };
	int fds[2] = { -1, -1 }, rc = 1;

	for (int i = 0; i < 2 && rc == 1; i++) {
		fds[i] = open(paths[i], O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fds[i] < 0)
			rc = sl_fail(job, errno, "cannot read %s: %s", paths[i],
				     strerror(errno));
	}
	if (rc == 1)
		rc = compare(job, fds, entry->path);
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return rc;
}

static int has_same_target(const char *a, const char *b)
{
	char targets[2][NFS_PATH];
	ssize_t n = readlink(a, targets[0], NFS_PATH);

	return n >= 0 && n == readlink(b, targets[1], NFS_PATH) &&
	       memcmp(targets[0], targets[1], (size_t)n) == 0;
}

int nfs_is_same(struct sl_job *job, const struct nfs_entry *entry, const char *full,
		const struct stat *st)
{
	int rc = is_same_inode(entry->st, st);

	if (rc == 1 && S_ISLNK(st->st_mode))
		rc = has_same_target(entry->full, full);
	if (rc == 1)
		rc = has_same_attributes(job, entry->full, full);
	if (rc == 1 && S_ISREG(st->st_mode))
		rc = has_same_bytes(job, entry, full);
	return rc;
}
