/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/treecopy.c - a second tree that is the first to the last bit of metadata.
 */
#include "treecopy.h"
#include "arena.h"
#include "filedata.h"
#include "map.h"
#include "path.h"
#include "str.h"
#include "visit.h"
#include "xattr.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* A folder gets its owner, mode and times when all that is in it is there: a default ACL
 * would be inherited by its entries, and they would move its time. */
struct folder {
	char *path;
	struct stat st;
};

struct treecopy {
	struct log *log;
	const char *from, *to;
	int out; /* of `to` */
	bool (*stop)(void);
	bool frame;          /* folders, and files with several names */
	struct map links;    /* "DEVICE:INODE" -> path of its first name */
	struct arena texts;  /* of `links` and `dirs` */
	struct folder *dirs; /* in the order of the visit */
	size_t n_dirs, room;
};

static int say(const struct treecopy *copy, const char *path)
{
	return log_fail(copy->log, errno, "cannot copy %s/%s to %s: %s", copy->from, path,
			copy->to, strerror(errno));
}

/* Owner before mode (a change of owner clears set-user-ID), both before attributes (a
 * change of either drops capabilities and rewrites ACLs), times last. */
static int settle(struct treecopy *copy, const char *path, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	char *from CLEANUP_FREE = path_join(copy->from, path);
	char *to CLEANUP_FREE = path_join(copy->to, path);
	int rc;

	if (lchown(to, st->st_uid, st->st_gid) != 0 ||
	    (!S_ISLNK(st->st_mode) && chmod(to, st->st_mode & 07777) != 0))
		return say(copy, path);
	rc = xattr_copy(copy->log, from, to);
	if (rc == 0 && utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW) != 0)
		rc = say(copy, path);
	return rc;
}

static int copy_file(struct treecopy *copy, const struct visit_entry *entry)
{
	int in CLEANUP_FD =
		openat(entry->folder, entry->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int out CLEANUP_FD = -1;
	int rc;

	if (in < 0)
		return say(copy, entry->path);
	out = openat(copy->out, entry->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		     0600);
	if (out < 0)
		return say(copy, entry->path);
	rc = filedata_copy(in, out);
	if (rc == 0)
		return 0;
	errno = -rc;
	return say(copy, entry->path);
}

static int copy_link(struct treecopy *copy, const struct visit_entry *entry)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(entry->folder, entry->name, target, sizeof(target) - 1);

	if (n < 0)
		return say(copy, entry->path);
	target[n] = '\0';
	return symlinkat(target, copy->out, entry->path) == 0 ? 0
							      : say(copy, entry->path);
}

static int copy_node(struct treecopy *copy, const struct visit_entry *entry)
{
	mode_t mode = (entry->st->st_mode & S_IFMT) | 0600;

	if (mknodat(copy->out, entry->path, mode, entry->st->st_rdev) == 0)
		return 0;
	return say(copy, entry->path);
}

static void note_folder(struct treecopy *copy, const char *path, const struct stat *st)
{
	if (copy->n_dirs == copy->room) {
		copy->room = copy->room ? copy->room * 2 : 256;
		copy->dirs = mem_grow(copy->dirs, copy->room, sizeof(*copy->dirs));
	}
	copy->dirs[copy->n_dirs++] =
		(struct folder){ arena_dup(&copy->texts, path), *st };
}

/* The copy of another name of this file, or NULL; this one is noted then. */
static const char *first_name(struct treecopy *copy, const struct visit_entry *entry)
{
	char *key = arena_printf(&copy->texts, "%llu:%llu",
				 (unsigned long long)entry->st->st_dev,
				 (unsigned long long)entry->st->st_ino);
	const char *first = map_get(&copy->links, key);

	if (!first)
		map_put(&copy->links, key, arena_dup(&copy->texts, entry->path));
	return first;
}

static int copy_inode(struct treecopy *copy, const struct visit_entry *entry)
{
	int rc;

	if (S_ISREG(entry->st->st_mode))
		rc = copy_file(copy, entry);
	else if (S_ISLNK(entry->st->st_mode))
		rc = copy_link(copy, entry);
	else
		rc = copy_node(copy, entry);
	return rc < 0 ? rc : settle(copy, entry->path, entry->st);
}

static int copy_entry(void *arg, const struct visit_entry *entry)
{
	struct treecopy *copy = arg;
	const char *first = NULL;

	if (copy->stop && copy->stop())
		return -ECANCELED;
	if (S_ISDIR(entry->st->st_mode)) {
		note_folder(copy, entry->path, entry->st);
		return mkdirat(copy->out, entry->path, 0700) == 0
			       ? 0
			       : say(copy, entry->path);
	}
	if (copy->frame && entry->st->st_nlink == 1)
		return 0;
	if (entry->st->st_nlink > 1)
		first = first_name(copy, entry);
	if (!first)
		return copy_inode(copy, entry);
	return linkat(copy->out, first, copy->out, entry->path, 0) == 0
		       ? 0
		       : say(copy, entry->path);
}

/* The innermost first, since each change inside moves the time of what is around it. */
static int settle_folders(struct treecopy *copy)
{
	int rc = 0;

	for (size_t i = copy->n_dirs; rc == 0 && i-- > 0;)
		rc = settle(copy, copy->dirs[i].path, &copy->dirs[i].st);
	return rc;
}

static void fini(struct treecopy *copy)
{
	free(copy->dirs);
	map_fini(&copy->links);
	arena_fini(&copy->texts);
}

static int copy_tree(struct log *log, const char *from, const char *to, bool frame,
		     bool (*stop)(void))
{
	int in CLEANUP_FD = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int out CLEANUP_FD = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct treecopy copy = { .log = log,
				 .from = from,
				 .to = to,
				 .out = out,
				 .stop = stop,
				 .frame = frame };
	struct stat st;
	int rc;

	if (in < 0 || out < 0 || fstat(in, &st) != 0)
		return log_fail(log, errno, "cannot open %s: %s", in < 0 ? from : to,
				strerror(errno));
	/* what the folder around it would hand down is none of the tree's */
	fremovexattr(out, "system.posix_acl_default");
	note_folder(&copy, ".", &st);
	rc = visit_tree(log, in, from, copy_entry, &copy);
	if (rc == 0)
		rc = settle_folders(&copy);
	fini(&copy);
	return rc;
}

int treecopy(struct log *log, const char *from, const char *to, bool (*stop)(void))
{
	return copy_tree(log, from, to, false, stop);
}

int treecopy_frame(struct log *log, const char *from, const char *to, bool (*stop)(void))
{
	return copy_tree(log, from, to, true, stop);
}
