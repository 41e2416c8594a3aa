/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/sysfile.c - small files of the kernel and of ours; time; randomness.
 */
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static ssize_t read_some(int fd, char *text, size_t room)
{
	size_t have = 0;

	while (have < room) {
		ssize_t n = read(fd, text + have, room - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

ssize_t sysfile_read(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read_some(fd, text, room - 1);
	close(fd);
	if (n < 0)
		return n;
	if (n > 0 && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	return n;
}

int sysfile_load(const char *path, size_t most, char **text, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 1 << 16;
	char *data = NULL;
	ssize_t have = -ENOMEM;

	if (fd < 0)
		return -errno;
	for (;; room *= 2) {
		char *more = realloc(data, room + 1);

		if (!more)
			break;
		data = more;
		have = lseek(fd, 0, SEEK_SET) < 0 ? -errno : read_some(fd, data, room);
		if (have < (ssize_t)room)
			break;
		have = -EFBIG;
		if (room > most)
			break;
	}
	close(fd);
	if (have < 0) {
		free(data);
		return (int)have;
	}
	data[have] = '\0';
	*text = data;
	*n = (size_t)have;
	return 0;
}

int sysfile_write_all(int fd, const void *data, size_t n)
{
	const char *at = data;

	while (n > 0) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

int sysfile_set(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -errno;
	rc = sysfile_write_all(fd, text, strlen(text));
	close(fd);
	return rc;
}

int sysfile_make_folders(const char *path)
{
	char copy[512];

	if ((size_t)snprintf(copy, sizeof(copy), "%s", path) >= sizeof(copy))
		return -ENAMETOOLONG;
	for (char *c = copy + 1;; c++) {
		char end = *c;

		if (end && end != '/')
			continue;
		*c = '\0';
		if (mkdir(copy, 0755) != 0 && errno != EEXIST)
			return -errno;
		*c = end;
		if (!end)
			return 0;
	}
}

static int make_parent(const char *path)
{
	char parent[512];
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return 0;
	snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
	return sysfile_make_folders(parent);
}

/* A new file each time: a link that lies there is replaced, not followed. */
int sysfile_write(const char *path, mode_t mode, const void *data, size_t n)
{
	int rc = make_parent(path), fd;

	if (rc < 0)
		return rc;
	if (unlink(path) != 0 && errno != ENOENT)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	rc = fchmod(fd, mode) != 0 ? -errno : sysfile_write_all(fd, data, n);
	close(fd);
	return rc;
}

int sysfile_copy(const char *from, const char *to, mode_t mode)
{
	char *data = NULL;
	size_t n = 0;
	int rc = sysfile_load(from, 64 << 20, &data, &n);

	if (rc < 0)
		return rc;
	rc = sysfile_write(to, mode, data, n);
	free(data);
	return rc;
}

int sysfile_link(const char *target, const char *path)
{
	int rc = make_parent(path);

	if (rc < 0)
		return rc;
	return symlink(target, path) != 0 && errno != EEXIST ? -errno : 0;
}

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_sleep(int ms)
{
	poll(NULL, 0, ms);
}

/* Only spreads load: where the kernel has no randomness yet, the clock does. */
uint32_t random_below(uint32_t bound)
{
	uint32_t number;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number)) {
		struct timespec now;

		clock_gettime(CLOCK_MONOTONIC, &now);
		number = (uint32_t)now.tv_nsec * 2654435761u;
	}
	return number % bound;
}
