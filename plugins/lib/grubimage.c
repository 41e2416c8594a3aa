/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubimage.c - a core image of GRUB 2, made of the modules that an image has.
 *
 * They are copied out of the tree first, since a program of this machine would follow a link
 * in it to here.
 */
#include "grubimage.h"
#include "args.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "grub-modules"

enum { PATH_ROOM = 4352 };

static int write_all(int out, const char *at, size_t n)
{
	while (n) {
		ssize_t w = write(out, at, n);

		if (w < 0 && errno != EINTR)
			return -errno;
		at += w < 0 ? 0 : w;
		n -= w < 0 ? 0 : (size_t)w;
	}
	return 0;
}

static int copy(int in, int out)
{
	char buffer[65536];
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(in, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? -errno : write_all(out, buffer, (size_t)n);
	}
	return rc;
}

static int copy_to(struct sl_job *job, int in, const char *path)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc = out < 0 ? -errno : copy(in, out);

	if (out >= 0)
		close(out);
	return rc < 0 ? sl_fail(job, -rc, "cannot copy a GRUB module to %s: %s", path,
				strerror(-rc))
		      : 0;
}

static int is_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcmp(dot, ".mod") == 0 || strcmp(dot, ".lst") == 0 ||
		       strcmp(dot, ".img") == 0);
}

static int copy_modules(struct sl_job *job, DIR *dir, const char *to)
{
	const struct dirent *entry;
	char path[PATH_ROOM];
	int rc = 0, fd;

	while (rc == 0 && (entry = readdir(dir))) {
		if (!is_part(entry->d_name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue; /* grub-mkimage names what it misses */
		snprintf(path, sizeof(path), "%s/%s", to, entry->d_name);
		rc = copy_to(job, fd, path);
		close(fd);
	}
	return rc;
}

static int join(struct sl_job *job, const struct grubimage *image)
{
	const char *work = sl_path(job, SL_WORK);
	ARGS args = { 0 };
	char path[PATH_ROOM];
	int rc;

	snprintf(path, sizeof(path), "%s/%s", work, image->name);
	args_add(&args, "grub-mkimage");
	args_add(&args, "-O");
	args_add(&args, image->format);
	args_add(&args, "-p");
	args_add(&args, image->prefix);
	args_add(&args, "-d");
	args_addf(&args, "%s/" FOLDER, work);
	args_add(&args, "-o");
	args_add(&args, path);
	args_split(&args, image->modules, " ");
	rc = args_run(job, 0, &args, NULL);
	return rc < 0 ? rc : job->host->add_output(job, SL_LOADER, image->name, path);
}

/* The first of the places, or -ENOENT. */
static int open_modules(struct sl_job *job, const char *const *places)
{
	int fd = -ENOENT;

	for (; *places && (fd == -ENOENT || fd == -ENOTDIR); places++)
		fd = job->host->openat(job, *places, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				       0);
	return fd == -ENOTDIR ? -ENOENT : fd;
}

int grubimage_make(struct sl_job *job, const struct grubimage *image)
{
	int fd = open_modules(job, image->places), rc;
	char folder[PATH_ROOM];
	DIR *dir;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	snprintf(folder, sizeof(folder), "%s/" FOLDER, sl_path(job, SL_WORK));
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		rc = sl_fail(job, errno, "cannot make %s: %s", folder, strerror(errno));
	else
		rc = copy_modules(job, dir, folder);
	closedir(dir);
	if (rc == 0)
		rc = join(job, image);
	return rc < 0 ? rc : 1;
}
