/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/file.h - files read, written and put in place.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "log.h"
#include "str.h"

#include <sys/types.h>

/* Appends the whole file.  -EFBIG above `most` bytes, -ENOENT and the like are said. */
int file_read(struct log *, const char *path, size_t most, struct str *out) MUST_CHECK;
int file_read_fd(int fd, size_t most, struct str *out) MUST_CHECK; /* says nothing */

/* Writes beside `path`, syncs and renames over it: a reader sees the old or the new.  Of
 * several writers of one path, a lock of theirs lets one in at a time. */
int file_write(struct log *, const char *path, mode_t mode, const void *data,
	       size_t bytes) MUST_CHECK;

/* Writes straight into a new file of a folder nobody reads yet; no sync. */
int file_create(struct log *, const char *path, mode_t mode, const void *data,
		size_t bytes) MUST_CHECK;

int file_write_all(int fd, const void *data, size_t bytes) MUST_CHECK; /* says nothing */

/* Copies a regular file's bytes (a reflink where the file system has them). */
int file_copy(struct log *, const char *from, const char *to, mode_t mode) MUST_CHECK;

/* Points the link at `target` by renaming a new one over it; one writer at a time. */
int file_swap_link(struct log *, const char *target, const char *link) MUST_CHECK;

int file_rename(struct log *, const char *from, const char *to) MUST_CHECK;
int file_sync_folder(struct log *,
		     const char *folder) MUST_CHECK;             /* fsync of the names */
int file_sync_system(struct log *, const char *path) MUST_CHECK; /* syncfs */

/* An exclusive lock on a file that is made when missing.  Returns a descriptor that
 * holds it until it is closed (close-on-exec), or -EBUSY (not said) when another holds
 * it, or another -errno (said). */
int file_lock(struct log *, const char *path) MUST_CHECK;

#endif
