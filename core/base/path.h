/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/path.h - names of files, folders made and removed.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "log.h"

#include <stdbool.h>
#include <sys/types.h>

char *path_join(const char *folder, const char *name); /* the caller frees it */
char *path_parent(const char *path);                   /* the caller frees it */
const char *path_base(const char *path);               /* points into path */
bool path_exists(const char *path);                    /* a broken link exists */
bool path_is_folder(const char *path);

/* One name of letters, digits and -_.+@ that does not begin with a dot or a dash: fit
 * to be a file name, a word of a command line and a part of a URL. */
bool path_is_name(const char *text);

/* Makes the folder (mode before umask), and its parents as folders that all may read;
 * existing ones stay as they are. */
int path_make_folders(struct log *, const char *path, mode_t mode) MUST_CHECK;

/* Removes a file or a whole tree; what is not there is no error.  Never follows a link
 * and never leaves the file system that `path` is on. */
int path_remove(struct log *, const char *path) MUST_CHECK;

#endif
