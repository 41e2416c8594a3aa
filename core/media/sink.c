/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/sink.c - writes entries of an archive or a medium below a folder.
 */
#include "sink.h"

#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOW_EVERY = 16 << 20 };

static int fail(const struct sink *sink, const char *path, int rc)
{
	struct str shown CLEANUP_STR = { 0 };

	str_add_printable(&shown, path);
	return log_fail(sink->log, -rc, "cannot write %s/%s: %s", sink->where,
			str_text(&shown), strerror(-rc));
}

/* Entries of one folder mostly come in a row: it stays open.  Borrowed. */
static int parent_of(struct sink *sink, const char *path)
{
	char *folder CLEANUP_FREE = path_parent(path);
	int rc = 0;

	if (sink->last && strcmp(sink->last, folder) == 0)
		return sink->parent;
	mem_cleanup_fd(&sink->parent);
	free(sink->last);
	sink->last = NULL;
	sink->parent = intree_open(sink->folder, folder, O_PATH | O_DIRECTORY, 0);
	if (sink->parent == -ENOENT) {
		rc = intree_make_folders(sink->folder, folder);
		sink->parent = rc < 0 ? rc
				      : intree_open(sink->folder, folder,
						    O_PATH | O_DIRECTORY, 0);
	}
	if (sink->parent >= 0)
		sink->last = mem_dup(folder);
	return sink->parent;
}

/* Opens the parent, and clears the place where that is asked for. */
static int place_of(struct sink *sink, const char *path)
{
	int parent = parent_of(sink, path);

	if (parent >= 0 && sink->replace && unlinkat(parent, path_base(path), 0) != 0 &&
	    errno != ENOENT)
		return -errno;
	return parent;
}

int sink_folder(struct sink *sink, const char *path)
{
	int rc = intree_make_folders(sink->folder, path);

	return rc < 0 ? fail(sink, path, rc) : 0;
}

int sink_link(struct sink *sink, const char *path, const char *target)
{
	int parent = place_of(sink, path);

	if (parent < 0)
		return fail(sink, path, parent);
	return symlinkat(target, parent, path_base(path)) == 0 ? 0
							       : fail(sink, path, -errno);
}

int sink_hardlink(struct sink *sink, const char *path, const char *target)
{
	const char *name;
	int from CLEANUP_FD = intree_open_parent(sink->folder, target, &name);
	int parent = from < 0 ? from : place_of(sink, path);

	if (parent < 0)
		return fail(sink, path, parent);
	return linkat(from, name, parent, path_base(path), 0) == 0
		       ? 0
		       : fail(sink, path, -errno);
}

int sink_open(struct sink *sink, const char *path)
{
	int parent = place_of(sink, path), fd;

	if (parent < 0)
		return fail(sink, path, parent);
	fd = openat(parent, path_base(path),
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? fail(sink, path, -errno) : fd;
}

int sink_write(struct sink *sink, int fd, const char *path, const void *data,
	       size_t bytes, int64_t offset)
{
	const char *at = data;

	for (size_t left = bytes; left;) {
		ssize_t n = pwrite(fd, at, left, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(sink, path, -errno);
		at += n;
		offset += n;
		left -= (size_t)n;
	}
	return sink_count(sink, bytes);
}

int sink_close(struct sink *sink, int fd, const char *path, bool program, int64_t mtime)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
					   { .tv_sec = mtime } };
	int rc = 0;

	if (fchmod(fd, program ? 0755 : 0644) != 0 || futimens(fd, times) != 0)
		rc = -errno;
	if (close(fd) != 0 && rc == 0)
		rc = -errno;
	return rc < 0 ? fail(sink, path, rc) : 0;
}

int sink_count(struct sink *sink, uint64_t bytes)
{
	sink->done += bytes;
	if (sink->stop && sink->stop())
		return -ECANCELED;
	if (sink->what && sink->done - sink->shown >= SHOW_EVERY) {
		sink->shown = sink->done;
		log_progress(sink->log, sink->what, sink->done, sink->total);
	}
	return 0;
}

void sink_fini(struct sink *sink)
{
	mem_cleanup_fd(&sink->parent);
	free(sink->last);
	sink->last = NULL;
	sink->parent = -1;
}
