/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/intree.h - files of a tree whose links must never lead out of it.
 */
#ifndef BASE_INTREE_H
#define BASE_INTREE_H

#include "str.h"

#include <sys/stat.h>
#include <sys/types.h>

/* Every path is below the folder `root`, whatever links lie on the way: a link in an
 * image that says /etc means the image's /etc.  Says nothing; returns -errno.
 * flags as for open(2); O_CLOEXEC is added. */
int intree_open(int root, const char *path, int flags, mode_t mode) MUST_CHECK;

/* Opens the folder that holds the last part of `path` (a descriptor the caller closes),
 * for unlinkat, mkdirat, symlinkat and the like; *name points into path. */
int intree_open_parent(int root, const char *path, const char **name) MUST_CHECK;

int intree_stat(int root, const char *path, struct stat *) MUST_CHECK; /* follows links */
int intree_read(int root, const char *path, size_t most, struct str *out) MUST_CHECK;

/* Makes the folder and its missing parents, 0755. */
int intree_make_folders(int root, const char *path) MUST_CHECK;

/* Replaces the file (never writes through a link); missing folders are made. */
int intree_write(int root, const char *path, mode_t mode, const void *data,
		 size_t bytes) MUST_CHECK;

/* Removes a file or a whole folder below root; what is not there is no error. */
int intree_remove(int root, const char *path) MUST_CHECK;

#endif
