/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/layer.c - a second tree that begins as the first, for what it costs to change.
 *
 * What an overlay's upper folder holds: Documentation/filesystems/overlayfs.rst.
 */
#include "layer.h"

#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/base/treecopy.h"
#include "core/base/visit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ATTRIBUTES "trusted.overlay."
enum { XATTRS_MOST = 65536, SELF_MOST = 64 };

/* ---- the overlay ---- */

/* What an overlay would take for its own. */
static int refuse_foreign(void *arg, const struct visit_entry *entry)
{
	char *path CLEANUP_FREE =
		mem_printf("/proc/self/fd/%d/%s", entry->folder, entry->name);
	char *names = arg;
	ssize_t n = llistxattr(path, names, XATTRS_MOST);

	if (S_ISCHR(entry->st->st_mode) && entry->st->st_rdev == 0)
		return -EOPNOTSUPP;
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1)
		if (str_starts(name, ATTRIBUTES))
			return -EOPNOTSUPP;
	return VISIT_GO_ON;
}

/* The first that the kernel takes.  volatile (5.10): an upper folder that a crash leaves
 * behind is removed, so nothing waits for it to reach the disk. */
static const char *const levels[] = {
	"redirect_dir=on,metacopy=off,index=off,volatile",
	"redirect_dir=on,metacopy=off,index=off",
};

/* By descriptors: the kernel's options have no room for every character of a path. */
static int mount_overlay(int from, int tree, int scratch)
{
	char on[SELF_MOST];
	int rc = -EINVAL;

	snprintf(on, sizeof(on), "/proc/self/fd/%d", tree);
	for (size_t i = 0; rc == -EINVAL && i < sizeof(levels) / sizeof(levels[0]); i++) {
		char *options CLEANUP_FREE =
			mem_printf("lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,"
				   "workdir=/proc/self/fd/%d,%s",
				   from, tree, scratch, levels[i]);

		rc = mount("stateless", on, "overlay", MS_NOATIME, options) == 0 ? 0
										 : -errno;
	}
	return rc;
}

/* An overlay makes a copy of a file with several names under one of them only: those are
 * copied before.  So are the folders, which are not to be links in any case. */
static int open_layer(struct log *log, const char *from, const char *tree,
		      const char *work, bool (*stop)(void))
{
	int lower CLEANUP_FD = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int upper CLEANUP_FD = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int scratch CLEANUP_FD = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *names CLEANUP_FREE = mem_alloc(XATTRS_MOST);
	int rc;

	if (lower < 0 || upper < 0 || scratch < 0)
		return log_fail(log, errno, "cannot open %s, %s or %s: %s", from, tree,
				work, strerror(errno));
	rc = visit_tree(log, lower, from, refuse_foreign, names);
	if (rc == -EOPNOTSUPP)
		return 0;
	if (rc == 0)
		rc = treecopy_frame(log, from, tree, stop);
	if (rc < 0)
		return rc;
	rc = mount_overlay(lower, upper, scratch);
	if (rc == 0)
		return 1;
	log_info(log, "no overlay can be mounted on %s (%s): copying the tree", tree,
		 strerror(-rc));
	rc = path_remove(log, tree);
	return rc < 0 ? rc : path_make_folders(log, tree, 0755);
}

int layer_open(struct log *log, const char *from, const char *tree, const char *scratch,
	       bool (*stop)(void))
{
	char *work CLEANUP_FREE = path_join(scratch, "layer");
	int rc = path_make_folders(log, work, 0700);

	return rc < 0 ? rc : open_layer(log, from, tree, work, stop);
}

/* ---- the whole tree ---- */

struct filling {
	struct log *log;
	const char *from, *tree;
	int top; /* of `from` */
	bool (*stop)(void);
	struct str path; /* of the folder that is being filled, below both */
	char *xattrs;    /* room for a list */
};

static int say(const struct filling *filling, const char *name)
{
	return log_fail(filling->log, errno, "cannot make %s/%s%s of what %s has: %s",
			filling->tree, str_text(&filling->path), name, filling->from,
			strerror(errno));
}

static int list_names(const struct filling *filling, int folder, struct strv *names)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir)
		return say(filling, "");
	while (errno = 0, (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strv_add(names, entry->d_name);
	copy = errno;
	closedir(dir);
	errno = copy;
	return copy ? say(filling, "") : 0;
}

/* What is there already, changed or removed (0:0 devices say so), stays as it is. */
static int link_missing(const struct filling *filling, int lower, int upper)
{
	struct strv names CLEANUP_STRV = { 0 };
	int rc = list_names(filling, lower, &names);

	for (size_t i = 0; rc == 0 && i < names.n; i++)
		if (linkat(lower, names.v[i], upper, names.v[i], 0) != 0 &&
		    errno != EEXIST)
			rc = say(filling, names.v[i]);
	return rc;
}

/* path: by way of /proc/self/fd. */
static int drop_attributes(const struct filling *filling, const char *path,
			   const char *name)
{
	ssize_t n = llistxattr(path, filling->xattrs, XATTRS_MOST);

	if (n < 0)
		return say(filling, name);
	for (const char *attr = filling->xattrs; attr < filling->xattrs + n;
	     attr += strlen(attr) + 1)
		if (str_starts(attr, ATTRIBUTES) && lremovexattr(path, attr) != 0)
			return say(filling, name);
	return 0;
}

/* The folder of `from` that this one shows (a descriptor, or -ENOENT: none): one of its
 * own name, the one that it was renamed from, or, in place of what was removed, none. */
static int open_lower(const struct filling *filling, int lower, int folder,
		      const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	char value[PATH_MAX];
	ssize_t n = fgetxattr(folder, ATTRIBUTES "opaque", value, sizeof(value));
	int fd;

	if (n == 1 && *value == 'y')
		return -ENOENT;
	n = fgetxattr(folder, ATTRIBUTES "redirect", value, sizeof(value) - 1);
	value[n > 0 ? n : 0] = '\0';
	if (*value == '/')
		return intree_open(filling->top, value, flags, 0);
	if (lower < 0)
		return -ENOENT;
	fd = openat(lower, n > 0 ? value : name, flags);
	if (fd >= 0)
		return fd;
	return errno == ENOTDIR || errno == ELOOP ? -ENOENT : -errno;
}

static int fill_folder(struct filling *filling, int lower, int upper);

static int fill_inner(struct filling *filling, int lower, int upper, const char *name)
{
	size_t length = filling->path.n;
	int inner CLEANUP_FD =
		openat(upper, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int below CLEANUP_FD = -1;
	int rc;

	if (inner < 0)
		return say(filling, name);
	below = open_lower(filling, lower, inner, name);
	if (below < 0 && below != -ENOENT) {
		errno = -below;
		return say(filling, name);
	}
	str_addf(&filling->path, "%s/", name);
	rc = fill_folder(filling, below, inner);
	filling->path.n = length;
	filling->path.s[length] = '\0';
	return rc;
}

/* An entry that the overlay's upper folder has. */
static int settle_entry(struct filling *filling, int lower, int upper, const char *name)
{
	char *path CLEANUP_FREE = mem_printf("/proc/self/fd/%d/%s", upper, name);
	struct stat st;

	if (fstatat(upper, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return say(filling, name);
	if (S_ISDIR(st.st_mode))
		return fill_inner(filling, lower, upper, name);
	if (S_ISCHR(st.st_mode) && st.st_rdev == 0)
		return unlinkat(upper, name, 0) == 0 ? 0 : say(filling, name);
	return drop_attributes(filling, path, name);
}

/* lower: -1 where there is none.  The folder's own time is the one that it has before its
 * entries come. */
static int fill_folder(struct filling *filling, int lower, int upper)
{
	char self[SELF_MOST];
	struct strv own CLEANUP_STRV = { 0 };
	struct stat st;
	int rc;

	if (filling->stop && filling->stop())
		return -ECANCELED;
	if (fstat(upper, &st) != 0)
		return say(filling, "");
	rc = list_names(filling, upper, &own);
	if (rc == 0 && lower >= 0)
		rc = link_missing(filling, lower, upper);
	for (size_t i = 0; rc == 0 && i < own.n; i++)
		rc = settle_entry(filling, lower, upper, own.v[i]);
	snprintf(self, sizeof(self), "/proc/self/fd/%d/.", upper);
	if (rc == 0)
		rc = drop_attributes(filling, self, "");
	if (rc == 0 &&
	    futimens(upper, (const struct timespec[]){ st.st_atim, st.st_mtim }) != 0)
		rc = say(filling, "");
	return rc;
}

int layer_close(struct log *log, const char *from, const char *tree, bool (*stop)(void))
{
	struct filling filling = {
		.log = log, .from = from, .tree = tree, .top = -1, .stop = stop
	};
	int upper CLEANUP_FD = -1;
	int rc;

	/* detached: a program that a package started may still be in it */
	if (umount2(tree, MNT_DETACH | UMOUNT_NOFOLLOW) != 0)
		return log_fail(log, errno, "cannot unmount %s: %s", tree,
				strerror(errno));
	filling.top = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	upper = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	filling.xattrs = mem_alloc(XATTRS_MOST);
	if (filling.top < 0 || upper < 0)
		rc = say(&filling, "");
	else
		rc = fill_folder(&filling, filling.top, upper);
	if (filling.top >= 0)
		close(filling.top);
	str_fini(&filling.path);
	free(filling.xattrs);
	return rc;
}
