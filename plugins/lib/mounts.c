/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/mounts.c - what is mounted in the tree while packages are installed.
 *
 * Places are reached by descriptor, so that a link in the tree leads nowhere else.
 */
#include "mounts.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct {
	const char *place, *type, *data;
	unsigned long flags;
} mounts[] = {
	{ "proc", "proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC },
	{ "sys", "sysfs", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY },
	{ "dev", "tmpfs", "mode=755,size=1m", MS_NOSUID | MS_NOEXEC },
};

enum { MOUNTS = sizeof(mounts) / sizeof(mounts[0]) };

static const struct {
	const char *name;
	unsigned major, minor;
} devices[] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },    { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

enum { PATH = 32 };

static int place_of(struct sl_job *job, const char *folder, char path[PATH])
{
	int fd = job->host->openat(job, folder, O_PATH | O_DIRECTORY, 0);

	if (fd == -ENOENT)
		return sl_fail(job, ENOENT, "the tree has no folder /%s", folder);
	if (fd >= 0)
		snprintf(path, PATH, "/proc/self/fd/%d", fd);
	return fd;
}

static int mount_one(struct sl_job *job, size_t i)
{
	char path[PATH];
	int fd, rc = tree_make_folder(job, mounts[i].place);

	if (rc < 0)
		return rc;
	fd = place_of(job, mounts[i].place, path);
	if (fd < 0)
		return fd;
	if (mount(mounts[i].type, path, mounts[i].type, mounts[i].flags,
		  mounts[i].data) != 0)
		rc = sl_fail(job, errno, "cannot mount %s in the tree: %s",
			     mounts[i].type, strerror(errno));
	close(fd);
	return rc;
}

static int make_devices(struct sl_job *job)
{
	int dev = job->host->openat(job, "dev", O_RDONLY | O_DIRECTORY, 0);
	int rc = 0;

	if (dev < 0)
		return dev;
	for (size_t i = 0; rc == 0 && i < sizeof(devices) / sizeof(devices[0]); i++)
		if (mknodat(dev, devices[i].name, S_IFCHR | 0666,
			    makedev(devices[i].major, devices[i].minor)) != 0 ||
		    fchmodat(dev, devices[i].name, 0666, 0) != 0)
			rc = -errno;
	if (rc == 0 && (symlinkat("/proc/self/fd", dev, "fd") != 0 ||
			mkdirat(dev, "shm", 01777) != 0))
		rc = -errno;
	close(dev);
	return rc < 0 ? sl_fail(job, -rc, "cannot make the tree's /dev: %s",
				strerror(-rc))
		      : 0;
}

int mounts_open(struct sl_job *job)
{
	size_t done = 0;
	int rc = 0;

	while (rc == 0 && done < MOUNTS) {
		rc = mount_one(job, done);
		if (rc == 0)
			done++;
	}
	if (rc == 0)
		rc = make_devices(job);
	while (rc < 0 && done > 0)
		if (mounts_remove(job, mounts[--done].place) < 0)
			break;
	return rc;
}

int mounts_close(struct sl_job *job)
{
	int rc = 0;

	for (size_t i = MOUNTS; rc == 0 && i > 0; i--)
		rc = mounts_remove(job, mounts[i - 1].place);
	return rc;
}

int mounts_bind(struct sl_job *job, const char *from, const char *to)
{
	char path[PATH];
	int fd = place_of(job, to, path), rc = 0;

	if (fd < 0)
		return fd;
	if (mount(from, path, NULL, MS_BIND, NULL) != 0)
		rc = sl_fail(job, errno, "cannot mount %s on /%s of the tree: %s", from,
			     to, strerror(errno));
	close(fd);
	return rc;
}

int mounts_remove(struct sl_job *job, const char *folder)
{
	char path[PATH];
	int fd = place_of(job, folder, path), rc = 0;

	if (fd < 0)
		return fd;
	/* detached: our own descriptor is on it */
	if (umount2(path, MNT_DETACH) != 0)
		rc = sl_fail(job, errno, "cannot unmount /%s of the tree: %s", folder,
			     strerror(errno));
	close(fd);
	return rc;
}
