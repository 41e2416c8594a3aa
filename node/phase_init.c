/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_init.c - becomes the distribution's init.
 */
#include "phases.h"
#include "reporter.h"
#include "selinux.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* A folder that the image does not have leaves its file system behind. */
static void move_mounts(struct node *node)
{
	static const char *const mounts[] = { "/dev", "/proc", "/sys", "/run" };
	char to[64];

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		snprintf(to, sizeof(to), "%s%s", node->root, mounts[i]);
		if (mount(mounts[i], to, NULL, MS_MOVE, NULL) == 0)
			continue;
		console_say(&node->console, "cannot move %s into the root: %s", mounts[i],
			    strerror(errno));
		umount2(mounts[i], MNT_DETACH);
	}
}

/* Removes what is on the folder's own device; closes it. */
static void empty(int folder, dev_t device, const char *keep)
{
	DIR *dir = fdopendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		struct stat st;
		int below;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    (keep && strcmp(name, keep) == 0) ||
		    fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    st.st_dev != device)
			continue;
		below = S_ISDIR(st.st_mode)
				? openat(dirfd(dir), name,
					 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
				: -1;
		if (below >= 0)
			empty(below, device, NULL);
		unlinkat(dirfd(dir), name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0);
	}
	if (dir)
		closedir(dir);
	else
		close(folder);
}

/* Gives the initramfs's memory back: only when it is one. */
static void free_initramfs(int folder, int stays)
{
	struct statfs fs;
	struct stat st;

	if (fstatfs(folder, &fs) == 0 && fstat(folder, &st) == 0 &&
	    ((unsigned long)fs.f_type == RAMFS_MAGIC ||
	     (unsigned long)fs.f_type == TMPFS_MAGIC))
		empty(folder, st.st_dev, stays ? "sl" : NULL);
	else
		close(folder);
}

static int switch_root(struct node *node)
{
	int old = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (old < 0 || chdir(node->root) != 0)
		return console_fail(&node->console, errno, "cannot enter the root: %s",
				    strerror(errno));
	move_mounts(node);
	if (mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 ||
	    chdir("/") != 0)
		return console_fail(&node->console, errno,
				    "cannot move the root into place: %s",
				    strerror(errno));
	free_initramfs(old, node->stays);
	return 0;
}

/* The kernel makes variables of words that it does not know. */
static char **environment(char *room[4])
{
	static const char *const kept[] = { "TERM=", "HOME=", "PATH=" };
	size_t n = 0;

	for (char **e = environ; *e; e++)
		for (size_t i = 0; i < 3; i++)
			if (strncmp(*e, kept[i], strlen(kept[i])) == 0 && n < 3)
				room[n++] = *e;
	room[n] = NULL;
	return room;
}

int phase_init(struct node *node)
{
	char *room[4];
	int rc;

	mounts_restore(node);
	console_say(&node->console, "starting %s of image %s, generation %.16s",
		    node->init, node->manifest.image, node->words.digest);
	rc = switch_root(node);
	if (rc < 0)
		return rc;
	selinux_relabel(node);
	node->argv[0] = node->init;
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	execve(node->init, node->argv, environment(room));
	return console_fail(&node->console, errno, "cannot start %s: %s", node->init,
			    strerror(errno));
}
