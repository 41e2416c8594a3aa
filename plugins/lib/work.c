/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/work.c - files of this machine that a job writes for its programs.
 */
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *work_path(struct sl_job *job, const char *name)
{
	char *path = args_printf("%s/%s", sl_path(job, SL_WORK), name);

	if (!path)
		sl_fail(job, ENOMEM, "memory is out");
	return path;
}

int work_make_folder(struct sl_job *job, const char *path)
{
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return 0;
	return sl_fail(job, errno, "cannot make the folder %s: %s", path,
		       strerror(errno));
}

int work_write(struct sl_job *job, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	size_t n = strlen(text);
	int rc = 0;

	errno = fd < 0 ? errno : ENOSPC; /* what a short write means */
	if (fd < 0 || write(fd, text, n) != (ssize_t)n)
		rc = sl_fail(job, errno, "cannot write %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

int work_write_lines(struct sl_job *job, const char *path, const struct args *lines)
{
	char *text = args_text(lines, "\n", "\n");
	int rc = text ? work_write(job, path, text)
		      : sl_fail(job, ENOMEM, "memory is out");

	free(text);
	return rc;
}

char *work_read_fd(int fd, size_t most)
{
	char *text = fd < 0 ? NULL : malloc(most + 1);
	size_t n = 0;
	ssize_t got = 1;

	while (text && n < most && got > 0) {
		got = read(fd, text + n, most - n);
		n += got > 0 ? (size_t)got : 0;
	}
	if (text)
		text[n] = '\0';
	if (got < 0) {
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

char *work_read(const char *path, size_t most)
{
	return work_read_fd(open(path, O_RDONLY | O_CLOEXEC), most);
}
