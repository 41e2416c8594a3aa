/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/copy.c - one entry of a tree, made again elsewhere.
 */
#include "copy.h"
#include "describe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };

static int cannot(struct sl_job *job, const char *from, const char *to)
{
	return sl_fail(job, errno, "cannot copy %s to %s: %s", from, to, strerror(errno));
}

static int write_all(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done < 0)
			return -1;
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

/* From one offset on, the same in both files.  0, or -1 with errno. */
static int copy_by_hand(int in, int out, off_t at, off_t end)
{
	char *buffer = malloc(BUFFER);
	int rc = buffer && lseek(out, at, SEEK_SET) == at ? 0 : -1;

	while (rc == 0 && at < end) {
		size_t most = end - at < BUFFER ? (size_t)(end - at) : BUFFER;
		ssize_t n = pread(in, buffer, most, at);

		if (n == 0)
			errno = EIO;
		rc = n > 0 ? write_all(out, buffer, (size_t)n) : -1;
		at += n > 0 ? n : 0;
	}
	free(buffer);
	return rc;
}

static int copy_range(int in, int out, off_t at, off_t end)
{
	while (at < end) {
		off_t from = at, to = at;
		ssize_t n = copy_file_range(in, &from, out, &to, (size_t)(end - at), 0);

		if (n <= 0)
			return copy_by_hand(in, out, at, end);
		at += n;
	}
	return 0;
}

static int copy_data(int in, int out, off_t size)
{
	off_t at = 0, data;

	if (ioctl(out, FICLONE, in) == 0)
		return 0;
	if (ftruncate(out, size) != 0)
		return -1;
	while (at < size && (data = lseek(in, at, SEEK_DATA)) >= 0) {
		off_t hole = lseek(in, data, SEEK_HOLE);

		if (hole < 0 || copy_range(in, out, data, hole) != 0)
			return -1;
		at = hole;
	}
	return at < size && errno != ENXIO ? -1 : 0;
}

static int copy_file(struct sl_job *job, const struct nfs_entry *entry, const char *to)
{
	int in = open(entry->full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), out = -1, rc = -1;

	if (in >= 0)
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out >= 0)
		rc = copy_data(in, out, entry->st->st_size);
	if (rc < 0)
		rc = cannot(job, entry->full, to);
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0 && rc == 0)
		rc = cannot(job, entry->full, to);
	return rc;
}

static int copy_link(const struct nfs_entry *entry, const char *to)
{
	char target[NFS_PATH];
	ssize_t n = readlink(entry->full, target, sizeof(target) - 1);

	if (n < 0)
		return -1;
	target[n] = '\0';
	return symlink(target, to);
}

int nfs_copy(struct sl_job *job, const struct nfs_entry *entry, const char *to)
{
	mode_t mode = entry->st->st_mode;
	int rc;

	if (S_ISREG(mode))
		return copy_file(job, entry, to);
	if (S_ISDIR(mode))
		rc = mkdir(to, 0700);
	else if (S_ISLNK(mode))
		rc = copy_link(entry, to);
	else
		rc = mknod(to, (mode & S_IFMT) | 0600, entry->st->st_rdev);
	return rc == 0 ? 0 : cannot(job, entry->full, to);
}

/* What a new file is given by the folder around it, such as an ACL, is none of its own.
 */
static int remove_attributes(struct sl_job *job, const char *to)
{
	char *names;
	size_t bytes;
	int rc = nfs_attributes(job, to, &names, &bytes);

	for (size_t at = 0; rc == 0 && at < bytes; at += strlen(names + at) + 1)
		lremovexattr(to, names + at);
	free(names);
	return rc;
}

static int copy_attributes(struct sl_job *job, const char *from, const char *to)
{
	char *names, *value;
	size_t bytes;
	int rc = nfs_attributes(job, from, &names, &bytes);

	for (size_t at = 0; rc == 0 && at < bytes; at += strlen(names + at) + 1) {
		ssize_t n = nfs_attribute(job, from, names + at, &value);

		if (n < 0) {
			rc = (int)n;
			break;
		}
		if (lsetxattr(to, names + at, value, (size_t)n, 0) != 0)
			rc = sl_fail(job, errno,
				     "cannot give %s the attribute %s of %s: %s", to,
				     names + at, from, strerror(errno));
		free(value);
	}
	free(names);
	return rc;
}

/* Owner before mode (a change of owner clears set-user-ID), both before attributes (a
 * change of either drops capabilities and rewrites ACLs), times last. */
int nfs_settle(struct sl_job *job, const struct nfs_entry *entry, const char *to)
{
	const struct stat *st = entry->st;
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	int rc;

	if (lchown(to, st->st_uid, st->st_gid) != 0)
		return cannot(job, entry->full, to);
	rc = remove_attributes(job, to);
	if (rc == 0 && !S_ISLNK(st->st_mode) && chmod(to, st->st_mode & 07777) != 0)
		rc = cannot(job, entry->full, to);
	if (rc == 0)
		rc = copy_attributes(job, entry->full, to);
	if (rc == 0 && utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW) != 0)
		rc = cannot(job, entry->full, to);
	return rc;
}
