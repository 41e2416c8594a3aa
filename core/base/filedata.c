/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/filedata.c - the bytes of a regular file, copied the cheapest way there is.
 */
#include "filedata.h"
#include "file.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two file systems, a kernel before 4.5, or a file system that cannot: no failure of the
 * disk. */
static bool cannot(int err)
{
	return err == EXDEV || err == ENOSYS || err == EOPNOTSUPP || err == EINVAL ||
	       err == EPERM;
}

/* From both files' offset `at`. */
static int by_hand(int in, int out, off_t at, off_t end)
{
	char buffer[65536];

	if (lseek(out, at, SEEK_SET) < 0)
		return -errno;
	while (at < end) {
		size_t want = sizeof(buffer);
		ssize_t n;
		int rc;

		if ((off_t)want > end - at)
			want = (size_t)(end - at);
		n = pread(in, buffer, want, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		rc = file_write_all(out, buffer, (size_t)n);
		if (rc < 0)
			return rc;
		at += n;
	}
	return 0;
}

static int copy_range(int in, int out, off_t at, off_t end)
{
	while (at < end) {
		off_t to = at;
		ssize_t n = copy_file_range(in, &at, out, &to, (size_t)(end - at), 0);

		if (n == 0 || (n < 0 && cannot(errno)))
			return by_hand(in, out, at, end);
		if (n < 0 && errno != EINTR)
			return -errno;
	}
	return 0;
}

/* Where the file system knows no holes, the whole file is data. */
static int copy_segments(int in, int out, off_t size)
{
	off_t at = 0;
	int rc = 0;

	while (rc == 0 && at < size) {
		off_t data = lseek(in, at, SEEK_DATA), end;

		if (data < 0 && errno == ENXIO)
			break;
		if (data < 0)
			data = at;
		end = lseek(in, data, SEEK_HOLE);
		if (end < 0)
			end = size;
		rc = copy_range(in, out, data, end);
		at = end;
	}
	if (rc == 0 && ftruncate(out, size) != 0)
		rc = -errno;
	return rc;
}

int filedata_copy(int in, int out)
{
	struct stat st;

	if (ioctl(out, FICLONE, in) == 0)
		return 0;
	if (fstat(in, &st) != 0)
		return -errno;
	if (st.st_blocks * 512 >= st.st_size)
		return copy_range(in, out, 0, st.st_size);
	return copy_segments(in, out, st.st_size);
}
