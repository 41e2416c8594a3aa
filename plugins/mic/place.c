/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/place.c - files put into the tree.
 *
 * Folders are opened by the core, which follows links inside the tree only; the last part
 * of a path is never followed.
 */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct putting {
	struct sl_job *job;
	const struct place *place;
	int folder; /* that it is put in */
	const char *name;
};

static int failed(const struct putting *putting, const char *what, int err)
{
	return sl_fail(putting->job, err, "cannot %s /%s in the tree: %s", what,
		       putting->place->path, strerror(err));
}

static int make_folder(struct sl_job *job, const char *path)
{
	const struct place folder = { .path = path, .mode = S_IFDIR | 0755 };

	return place_put(job, &folder);
}

/* The folder above a path, made if it is not there: a descriptor, or -errno, said. */
static int open_parent(struct sl_job *job, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *parent = slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int fd;

	if (!parent)
		return sl_fail(job, ENOMEM, "out of memory");
	fd = job->host->openat(job, parent, flags, 0);
	if (fd == -ENOENT) {
		fd = make_folder(job, parent);
		if (fd == 0)
			fd = job->host->openat(job, parent, flags, 0);
	}
	free(parent);
	return fd;
}

int place_has(struct sl_job *job, const char *path, struct stat *st)
{
	int fd = job->host->openat(job, path, O_PATH | O_CLOEXEC, 0);
	int rc = 1;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	if (fstat(fd, st) != 0)
		rc = sl_fail(job, errno, "cannot look at /%s in the tree: %s", path,
			     strerror(errno));
	close(fd);
	return rc;
}

/* 1: a folder is there, or a link to one. */
static int has_folder(const struct putting *putting, const struct stat *st)
{
	struct stat behind;
	int rc;

	if (!S_ISLNK(st->st_mode))
		return S_ISDIR(st->st_mode);
	rc = place_has(putting->job, putting->place->path, &behind);
	return rc > 0 ? S_ISDIR(behind.st_mode) : rc;
}

enum { NOTHING, FOLDER, LINK_TO_FOLDER };

/* What is there afterwards, or -errno. */
static int make_room(const struct putting *putting)
{
	struct stat st;
	int rc = 0;

	if (fstatat(putting->folder, putting->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? NOTHING : failed(putting, "look at", errno);
	if (S_ISDIR(putting->place->mode))
		rc = has_folder(putting, &st);
	if (rc > 0)
		return S_ISDIR(st.st_mode) ? FOLDER : LINK_TO_FOLDER;
	if (rc < 0)
		return rc;
	if (S_ISDIR(st.st_mode))
		return sl_fail(
			putting->job, EISDIR,
			"cannot replace /%s in the tree: it is a folder there, and "
			"something else is to have its name; leave one of them out",
			putting->place->path);
	return unlinkat(putting->folder, putting->name, 0) == 0
		       ? NOTHING
		       : failed(putting, "replace", errno);
}

static int write_file(const struct putting *putting)
{
	const char *data = putting->place->data;
	size_t left = putting->place->n;
	int fd = openat(putting->folder, putting->name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int err = fd < 0 ? errno : 0;

	while (!err && left > 0) {
		ssize_t n = write(fd, data, left);

		if (n < 0 && errno != EINTR)
			err = errno;
		if (n > 0) {
			data += n;
			left -= (size_t)n;
		}
	}
	if (fd >= 0 && close(fd) != 0 && !err)
		err = errno;
	return err ? failed(putting, "write", err) : 0;
}

static int put_hard(const struct putting *putting)
{
	int folder = open_parent(putting->job, putting->place->hard);
	const char *slash = strrchr(putting->place->hard, '/');
	int rc;

	if (folder < 0)
		return folder;
	rc = linkat(folder, slash ? slash + 1 : putting->place->hard, putting->folder,
		    putting->name, 0);
	if (rc != 0)
		rc = failed(putting, "link", errno);
	close(folder);
	return rc;
}

static int create(const struct putting *putting)
{
	const struct place *place = putting->place;
	int rc;

	if (place->hard)
		return put_hard(putting);
	switch (place->mode & S_IFMT) {
	case S_IFREG:
		return write_file(putting);
	case S_IFDIR:
		rc = mkdirat(putting->folder, putting->name, 0700);
		break;
	case S_IFLNK:
		rc = symlinkat(place->target, putting->folder, putting->name);
		break;
	default:
		rc = mknodat(putting->folder, putting->name, place->mode, place->device);
	}
	return rc == 0 ? 0 : failed(putting, "make", errno);
}

/* A change of owner takes set-user-ID away: the mode comes last. */
static int set_owner(const struct putting *putting)
{
	const struct place *place = putting->place;

	if (fchownat(putting->folder, putting->name, place->uid, place->gid,
		     AT_SYMLINK_NOFOLLOW) != 0)
		return failed(putting, "set the owner of", errno);
	if (!S_ISLNK(place->mode) &&
	    fchmodat(putting->folder, putting->name, place->mode & 07777, 0) != 0)
		return failed(putting, "set the mode of", errno);
	return 0;
}

int place_put(struct sl_job *job, const struct place *place)
{
	const char *slash = strrchr(place->path, '/');
	struct putting putting = { job, place, open_parent(job, place->path),
				   slash ? slash + 1 : place->path };
	int there, rc;

	if (putting.folder < 0)
		return putting.folder;
	there = make_room(&putting);
	rc = there < 0 ? there : 0;
	if (there == NOTHING)
		rc = create(&putting);
	if (rc == 0 && there != LINK_TO_FOLDER)
		rc = set_owner(&putting);
	close(putting.folder);
	return rc;
}
