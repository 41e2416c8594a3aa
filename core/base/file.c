/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/file.c - files read, written and put in place.
 */
#include "file.h"
#include "filedata.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int say(struct log *log, const char *what, const char *path)
{
	return log_fail(log, errno, "cannot %s %s: %s", what, path, strerror(errno));
}

int file_read_fd(int fd, size_t most, struct str *out)
{
	char buffer[65536];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > most)
			return -EFBIG;
		str_addn(out, buffer, (size_t)n);
	}
}

int file_read(struct log *log, const char *path, size_t most, struct str *out)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : file_read_fd(fd, most, out);

	if (rc == -EFBIG)
		return log_fail(log, EFBIG, "%s is larger than %zu bytes", path, most);
	if (rc < 0)
		return log_fail(log, -rc, "cannot read %s: %s", path, strerror(-rc));
	return 0;
}

int file_write_all(int fd, const void *data, size_t bytes)
{
	const char *at = data;

	while (bytes) {
		ssize_t n = write(fd, at, bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		bytes -= (size_t)n;
	}
	return 0;
}

static int create(const char *path, mode_t mode, const void *data, size_t bytes,
		  bool sync)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int rc;

	if (fd < 0)
		return -errno;
	rc = file_write_all(fd, data, bytes);
	if (rc == 0 && fchmod(fd, mode) != 0)
		rc = -errno;
	if (rc == 0 && sync && fsync(fd) != 0)
		rc = -errno;
	if (close(fd) != 0 && rc == 0)
		rc = -errno;
	if (rc < 0)
		unlink(path);
	return rc;
}

int file_create(struct log *log, const char *path, mode_t mode, const void *data,
		size_t bytes)
{
	int rc = create(path, mode, data, bytes, false);

	errno = -rc;
	return rc < 0 ? say(log, "write", path) : 0;
}

/* Always the same, so that what a killed run left is taken away by the next. */
static char *fresh_name(const char *path)
{
	char *folder CLEANUP_FREE = path_parent(path);

	return mem_printf("%s/.%s.new", folder, path_base(path));
}

int file_write(struct log *log, const char *path, mode_t mode, const void *data,
	       size_t bytes)
{
	char *fresh CLEANUP_FREE = fresh_name(path);
	int rc;

	unlink(fresh);
	rc = create(fresh, mode, data, bytes, true);
	if (rc < 0) {
		errno = -rc;
		return say(log, "write", path);
	}
	if (rename(fresh, path) != 0) {
		rc = say(log, "put in place", path);
		unlink(fresh);
	}
	return rc;
}

int file_copy(struct log *log, const char *from, const char *to, mode_t mode)
{
	int in CLEANUP_FD = open(from, O_RDONLY | O_CLOEXEC);
	int out CLEANUP_FD = -1;
	int rc;

	if (in < 0)
		return say(log, "read", from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out < 0)
		return say(log, "write", to);
	rc = filedata_copy(in, out);
	if (rc == 0 && fchmod(out, mode) != 0)
		rc = -errno;
	if (rc == 0)
		return 0;
	unlink(to);
	return log_fail(log, -rc, "cannot copy %s to %s: %s", from, to, strerror(-rc));
}

int file_swap_link(struct log *log, const char *target, const char *link)
{
	char *fresh CLEANUP_FREE = fresh_name(link);

	unlink(fresh);
	if (symlink(target, fresh) != 0)
		return say(log, "make the link", fresh);
	if (rename(fresh, link) == 0)
		return 0;
	unlink(fresh);
	return say(log, "put in place", link);
}

int file_rename(struct log *log, const char *from, const char *to)
{
	if (rename(from, to) == 0)
		return 0;
	return log_fail(log, errno, "cannot rename %s to %s: %s", from, to,
			strerror(errno));
}

int file_sync_folder(struct log *log, const char *folder)
{
	int fd CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) != 0 ? say(log, "sync", folder) : 0;
}

int file_sync_system(struct log *log, const char *path)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 || syncfs(fd) != 0 ? say(log, "sync", path) : 0;
}

int file_lock(struct log *log, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return log_fail(log, errno, "cannot open the lock %s: %s%s", path,
				strerror(errno),
				errno == EACCES ? "; run this as root" : "");
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (errno != EWOULDBLOCK)
		say(log, "lock", path);
	else
		errno = EBUSY;
	close(fd);
	return -errno;
}
