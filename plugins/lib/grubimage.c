/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubimage.c - a core image of GRUB 2, made of the modules that an image has.
 *
 * They are copied out of the tree first, since a program of this machine would follow a link
 * in it to here.
 */
#include "grubimage.h"
#include "args.h"
#include "filecopy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4352 };

/* As Debian calls it, or Fedora, RHEL and SUSE. */
static const char *mkimage(void)
{
	return access("/usr/bin/grub-mkimage", X_OK) != 0 &&
			       access("/usr/bin/grub2-mkimage", X_OK) == 0
		       ? "grub2-mkimage"
		       : "grub-mkimage";
}

static int copy_to(struct sl_job *job, int in, const char *path)
{
	int rc = filecopy(in, path);

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
	int rc = 0;

	while (rc == 0 && (entry = readdir(dir))) {
		char *path;
		int fd;

		if (!is_part(entry->d_name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue; /* grub-mkimage names what it misses */
		path = args_printf("%s/%s", to, entry->d_name);
		rc = path ? copy_to(job, fd, path)
			  : sl_fail(job, ENOMEM, "memory is out");
		free(path);
		close(fd);
	}
	return rc;
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

int grubimage_copy(struct sl_job *job, const struct grubimage *image)
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
	snprintf(folder, sizeof(folder), "%s/" GRUBIMAGE_MODULES, sl_path(job, SL_WORK));
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		rc = sl_fail(job, errno, "cannot make %s: %s", folder, strerror(errno));
	else
		rc = copy_modules(job, dir, folder);
	closedir(dir);
	return rc < 0 ? rc : 1;
}

static void add_option(struct args *args, const char *option, const char *value)
{
	if (!value)
		return;
	args_add(args, option);
	args_add(args, value);
}

int grubimage_join(struct sl_job *job, const struct grubimage *image)
{
	const char *work = sl_path(job, SL_WORK);
	ARGS args = { 0 };
	char path[PATH_ROOM];
	int rc;

	snprintf(path, sizeof(path), "%s/%s", work, image->name);
	args_add(&args, mkimage());
	add_option(&args, "-O", image->format);
	add_option(&args, "-p", image->prefix);
	add_option(&args, "-c", image->early);
	add_option(&args, "-m", image->memdisk);
	args_add(&args, "-d");
	args_addf(&args, "%s/" GRUBIMAGE_MODULES, work);
	add_option(&args, "-o", path);
	args_split(&args, image->modules, " ");
	rc = args_run(job, 0, &args, NULL);
	return rc < 0 ? rc : job->host->add_output(job, SL_LOADER, image->name, path);
}

int grubimage_make(struct sl_job *job, const struct grubimage *image)
{
	int copied = grubimage_copy(job, image), rc;

	if (copied <= 0)
		return copied;
	rc = grubimage_join(job, image);
	return rc < 0 ? rc : copied;
}
