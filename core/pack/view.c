/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view.c - the tree with a throwaway layer over it, in which packing happens.
 */
#include "view.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/xattr.h"
#include "view_check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static int say(struct log *log, const char *what, const char *path)
{
	return log_fail(log, errno, "cannot %s %s: %s", what, path, strerror(errno));
}

/* Whoever looks at the merged root sees the upper's: an upper of mode 0700 makes a system
 * in which nobody but root can do anything. */
static int copy_root(struct log *log, const struct view *view)
{
	struct stat st;
	int rc;

	if (stat(view->lower, &st) != 0)
		return say(log, "look at", view->lower);
	if (lchown(view->upper, st.st_uid, st.st_gid) != 0 ||
	    chmod(view->upper, st.st_mode & 07777) != 0)
		return say(log, "change", view->upper);
	rc = xattr_copy(log, view->lower, view->upper);
	if (rc < 0)
		return rc;
	if (utimensat(AT_FDCWD, view->upper,
		      (const struct timespec[]){ st.st_atim, st.st_mtim }, 0) != 0)
		return say(log, "set the times of", view->upper);
	return 0;
}

static int make_folders(struct log *log, const char *scratch, struct view *view)
{
	char **const folders[] = { &view->upper, &view->work, &view->merged };
	static const char *const names[] = { "upper", "work", "merged" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*folders[i] = path_join(scratch, names[i]);
		if (mkdir(*folders[i], 0700) != 0)
			return say(log, "make the folder", *folders[i]);
	}
	return 0;
}

/* Overlayfs takes its folders out of one text (Documentation/filesystems/overlayfs.rst:
 * colons separate layers; the kernel's option parser splits at commas). */
static void add_path(struct str *data, const char *option, const char *path)
{
	str_add(data, option);
	for (; *path; path++) {
		if (strchr(":,\\", *path))
			str_add(data, "\\");
		str_addn(data, path, 1);
	}
}

/* The first that the kernel takes.  volatile (5.10): nobody needs the upper after a
 * crash, so nothing waits for it to reach the disk. */
static const struct {
	const char *options, *lost;
} levels[] = {
	{ ",index=on,redirect_dir=on,metacopy=on,volatile", NULL },
	{ ",index=on,redirect_dir=on,metacopy=on", NULL },
	{ ",index=on,redirect_dir=on",
	  "a change of mode or owner copies the whole file" },
	{ ",index=on", "folders of the tree cannot be renamed" },
	{ "", "hard links of changed files become copies" },
};
enum { LEVELS = sizeof(levels) / sizeof(levels[0]) };

static const char *cause(const char *upper, int err)
{
	struct statfs fs;

	if (err == ENODEV)
		return "this kernel has no overlay file system; load it with `modprobe "
		       "overlay`, or pack with --copy";
	if (err == EPERM)
		return "mounting needs root, and in a container CAP_SYS_ADMIN; run it as "
		       "root outside or in a privileged container";
	if (statfs(upper, &fs) != 0)
		return strerror(err);
	switch ((unsigned long)fs.f_type) {
	case OVERLAYFS_SUPER_MAGIC:
		return "the folder lies on an overlay itself, as in a container; put "
		       "installdir on a volume of the host (ext4, xfs, btrfs), or pack "
		       "with --copy";
	case NFS_SUPER_MAGIC:
		return "the folder lies on NFS, which cannot hold the upper layer of an "
		       "overlay; put installdir on a local disk (ext4, xfs, btrfs), or "
		       "pack with --copy";
	default:
		return strerror(err);
	}
}

static int mount_overlay(struct log *log, const struct view *view)
{
	unsigned long flags = MS_NOATIME | MS_NODEV | MS_NOSUID;
	int err = EINVAL;

	for (size_t i = 0; i < LEVELS && err == EINVAL; i++) {
		struct str data CLEANUP_STR = { 0 };

		add_path(&data, "lowerdir=", view->lower);
		add_path(&data, ",upperdir=", view->upper);
		add_path(&data, ",workdir=", view->work);
		str_add(&data, levels[i].options);
		if (mount("stateless", view->merged, "overlay", flags, str_text(&data)) ==
		    0) {
			if (levels[i].lost)
				log_info(log, "this kernel's overlay is simple: %s",
					 levels[i].lost);
			return 0;
		}
		err = errno;
	}
	return log_fail(log, err, "cannot lay a view over %s in %s: %s", view->lower,
			view->merged, cause(view->upper, err));
}

/* A folder whose mount failed is the scratch folder's, which its owner removes. */
int view_open(struct log *log, const char *tree, const char *scratch, struct view *view)
{
	int rc;

	*view = (struct view){ .lower = mem_dup(tree), .fd = -1 };
	rc = view_check_scratch(log, scratch);
	if (rc == 0)
		rc = view_check_tree(log, tree, &view->time);
	if (rc == 0)
		rc = make_folders(log, scratch, view);
	if (rc == 0)
		rc = copy_root(log, view);
	if (rc == 0)
		rc = mount_overlay(log, view);
	if (rc == 0) {
		view->fd = open(view->merged, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (view->fd < 0)
			rc = say(log, "open", view->merged);
		if (rc < 0)
			umount2(view->merged, MNT_DETACH);
	}
	if (rc < 0)
		view_close(view);
	return rc;
}

void view_close(struct view *view)
{
	if (view->fd >= 0) {
		close(view->fd);
		umount2(view->merged, MNT_DETACH);
	}
	free(view->lower);
	free(view->upper);
	free(view->work);
	free(view->merged);
	*view = (struct view){ .fd = -1 };
}
