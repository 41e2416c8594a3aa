/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/chroot.c - programs of the tree, run in the tree.
 */
#include "chroot.h"
#include "core/base/intree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct api_mount {
	const char *type, *place, *data;
	unsigned long flags;
} mounts[] = {
	{ "proc", "proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC },
	{ "sysfs", "sys", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY },
	{ "tmpfs", "dev", "mode=755,size=1m", MS_NOSUID | MS_NOEXEC },
	{ "devpts", "dev/pts", "newinstance,ptmxmode=666,mode=620",
	  MS_NOSUID | MS_NOEXEC },
};

enum { MOUNTS = sizeof(mounts) / sizeof(mounts[0]) };

/* What maintainer scripts expect of /dev; no disk of the host is among them. */
static const struct device {
	const char *name;
	unsigned major, minor;
} devices[] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },    { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

/* Mounts over the folder that is really there: a link in the tree leads nowhere else. */
static int mount_one(struct log *log, int tree, const struct api_mount *m)
{
	int fd CLEANUP_FD = -1, rc = intree_make_folders(tree, m->place);
	char path[32];

	fd = rc < 0 ? rc
		    : intree_open(tree, m->place, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
	if (fd < 0)
		return log_fail(log, -fd, "the tree's /%s is no folder: %s", m->place,
				strerror(-fd));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mount(m->type, path, m->type, m->flags, m->data) != 0)
		return log_fail(log, errno, "cannot mount %s in the tree: %s", m->type,
				strerror(errno));
	return 0;
}

static int fill_dev(struct log *log, int tree)
{
	int dev CLEANUP_FD = intree_open(tree, "dev", O_RDONLY | O_DIRECTORY, 0);
	mode_t old = umask(0);
	int rc = dev < 0 ? dev : 0;

	for (size_t i = 0; rc == 0 && i < sizeof(devices) / sizeof(devices[0]); i++)
		if (mknodat(dev, devices[i].name, S_IFCHR | 0666,
			    makedev(devices[i].major, devices[i].minor)) != 0)
			rc = -errno;
	umask(old);
	if (rc == 0 &&
	    (symlinkat("/proc/self/fd", dev, "fd") != 0 ||
	     symlinkat("/proc/self/fd/0", dev, "stdin") != 0 ||
	     symlinkat("/proc/self/fd/1", dev, "stdout") != 0 ||
	     symlinkat("/proc/self/fd/2", dev, "stderr") != 0 ||
	     symlinkat("pts/ptmx", dev, "ptmx") != 0 || mkdirat(dev, "shm", 01777) != 0))
		rc = -errno;
	return rc < 0 ? log_fail(log, -rc, "cannot make the tree's /dev: %s",
				 strerror(-rc))
		      : 0;
}

static void unmount(const char *folder, size_t count)
{
	while (count-- > 0) {
		char *path CLEANUP_FREE =
			mem_printf("%s/%s", folder, mounts[count].place);

		umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
	}
}

int chroot_run(struct log *log, const char *folder, int fd, const struct exec *exec)
{
	struct exec inside = *exec;
	size_t done = 0;
	int rc = 0;

	while (rc == 0 && done < MOUNTS) {
		rc = mount_one(log, fd, &mounts[done]);
		if (rc == 0)
			done++;
	}
	if (rc == 0)
		rc = fill_dev(log, fd);
	inside.root = folder;
	inside.folder = NULL;
	if (rc == 0)
		rc = exec_run(log, &inside);
	unmount(folder, done);
	return rc;
}
