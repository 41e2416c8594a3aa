/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/grubcore.c - GRUB's core image for Open Firmware, of the image's own modules.
 *
 * grub-mkimage(1) of this machine joins them: they are data to it.  They are copied out of
 * the tree first, since a program of this machine would follow a link in it to here.
 */
#include "ppc64.h"

#include "plugins/lib/args.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const places[] = {
	"usr/lib/grub/powerpc-ieee1275",
	"usr/lib/grub2/powerpc-ieee1275",
	"usr/share/grub2/powerpc-ieee1275",
	NULL,
};

/* tftp and http fetch, regexp and eval find the card, gzio unpacks, tar is the memdisk's. */
static const char modules[] =
	"normal net tftp http ofnet linux echo configfile test sleep "
	"gzio minicmd memdisk tar regexp eval boot reboot halt";

static const char early[] = "set prefix=(memdisk)/boot/grub\n"
			    "normal (memdisk)/boot/grub/grub.cfg\n";

static int write_all(int out, const void *data, size_t n)
{
	const char *at = data;

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

	while (rc == 0 && (n = read(in, buffer, sizeof(buffer))) != 0)
		rc = n < 0 ? -errno : write_all(out, buffer, (size_t)n);
	return rc;
}

/* from: an open file, or -1: the text is the content. */
static int put(struct sl_job *job, const char *path, int from, const char *text)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc = out < 0 ? -errno : 0;

	if (rc == 0)
		rc = from < 0 ? write_all(out, text, strlen(text)) : copy(from, out);
	if (out >= 0)
		close(out);
	return rc < 0 ? sl_fail(job, -rc, "cannot write %s: %s", path, strerror(-rc)) : 0;
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
			continue;
		path = args_printf("%s/%s", to, entry->d_name);
		rc = path ? put(job, path, fd, NULL)
			  : sl_fail(job, ENOMEM, "memory is out");
		free(path);
		close(fd);
	}
	return rc;
}

/* What the core image starts with: a folder in memory, with its configuration and the driver
 * of network cards, which is loaded again from there. */
static int fill_memdisk(struct sl_job *job, const char *work, const char *data)
{
	static const char *const folders[] = { "memdisk", "memdisk/boot",
					       "memdisk/boot/grub",
					       "memdisk/boot/grub/powerpc-ieee1275" };
	static const char *const files[][2] = {
		{ "grub/ofnet.mod", "memdisk/boot/grub/powerpc-ieee1275/ofnet.mod" },
		{ "grub/moddep.lst", "memdisk/boot/grub/powerpc-ieee1275/moddep.lst" },
		{ "grubnet.cfg", "memdisk/boot/grub/grub.cfg" },
	};
	char from[4352], to[4352];
	int rc = 0;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(to, sizeof(to), "%s/%s", work, folders[i]);
		mkdir(to, 0755);
	}
	for (size_t i = 0; rc == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		int fd;

		snprintf(from, sizeof(from), "%s/%s", i == 2 ? data : work, files[i][0]);
		snprintf(to, sizeof(to), "%s/%s", work, files[i][1]);
		fd = open(from, O_RDONLY | O_CLOEXEC);
		rc = fd < 0 ? sl_fail(job, errno, "cannot read %s: %s", from,
				      strerror(errno))
			    : put(job, to, fd, NULL);
		if (fd >= 0)
			close(fd);
	}
	return rc;
}

/* Same files, same bytes. */
static int pack_memdisk(struct sl_job *job, const char *work)
{
	ARGS args = { 0 };

	args_split(&args,
		   "tar --create --sort=name --mtime=@0 --owner=0 --group=0 "
		   "--numeric-owner --format=ustar",
		   " ");
	args_addf(&args, "--file=%s/memdisk.tar", work);
	args_addf(&args, "--directory=%s/memdisk", work);
	args_add(&args, "boot");
	return args_run(job, 0, &args, NULL);
}

static int join(struct sl_job *job, const char *work)
{
	ARGS args = { 0 };
	char path[4352];
	int rc;

	args_split(&args, "grub-mkimage -O powerpc-ieee1275 -p (memdisk)/boot/grub", " ");
	args_add(&args, "-d");
	args_addf(&args, "%s/grub", work);
	args_add(&args, "-m");
	args_addf(&args, "%s/memdisk.tar", work);
	args_add(&args, "-c");
	args_addf(&args, "%s/early.cfg", work);
	args_add(&args, "-o");
	args_addf(&args, "%s/" PPC64_GRUB, work);
	args_split(&args, modules, " ");
	rc = args_run(job, 0, &args, NULL);
	snprintf(path, sizeof(path), "%s/" PPC64_GRUB, work);
	return rc < 0 ? rc : job->host->add_output(job, SL_LOADER, PPC64_GRUB, path);
}

static int make(struct sl_job *job, DIR *dir)
{
	const char *work = sl_path(job, SL_WORK);
	char path[4352];
	int rc;

	snprintf(path, sizeof(path), "%s/grub", work);
	mkdir(path, 0755);
	rc = copy_modules(job, dir, path);
	if (rc == 0)
		rc = fill_memdisk(job, work, sl_path(job, SL_DATA));
	if (rc == 0)
		rc = pack_memdisk(job, work);
	snprintf(path, sizeof(path), "%s/early.cfg", work);
	if (rc == 0)
		rc = put(job, path, -1, early);
	return rc < 0 ? rc : join(job, work);
}

int grubcore_add(struct sl_job *job)
{
	int fd = -ENOENT, rc;
	DIR *dir;

	for (size_t i = 0; places[i] && (fd == -ENOENT || fd == -ENOTDIR); i++)
		fd = job->host->openat(job, places[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				       0);
	if (fd == -ENOENT || fd == -ENOTDIR) {
		sl_log(job, SL_WARNING,
		       "the image has no GRUB modules for Open Firmware "
		       "(grub-ieee1275-bin, grub2-ppc64le-modules): only petitboot can "
		       "start it");
		return 0;
	}
	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	rc = make(job, dir);
	closedir(dir);
	return rc;
}
