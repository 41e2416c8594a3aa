/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/tree.h - files of the tree, found and removed without leaving it.
 *
 * Every path is relative to the tree's root.  Functions that return int give 0 or -errno,
 * and have said why.
 */
#ifndef LIB_TREE_H
#define LIB_TREE_H

#include <stateless/plugin.h>

int tree_has(struct sl_job *, const char *path); /* 1: it is there, 0: it is not */

/* Makes the folder and its missing parents, 0755. */
int tree_make_folder(struct sl_job *, const char *path);

/* Makes or replaces a link.  The folder is there. */
int tree_link(struct sl_job *, const char *target, const char *path);

int tree_write(struct sl_job *, const char *path, unsigned mode, const char *text);

/* Removes a file or link; what is not there is no error. */
int tree_remove(struct sl_job *, const char *path);

/* Removes an empty folder; what is not there is no error. */
int tree_remove_folder(struct sl_job *, const char *path);

/* Removes the files of a folder whose names match the shell pattern (fnmatch). */
int tree_remove_matching(struct sl_job *, const char *folder, const char *pattern);

/* Removes every file below the folder but those called `keep` (NULL: none), and, with
 * folders, every folder below it that is empty then. */
int tree_empty(struct sl_job *, const char *folder, const char *keep, int folders);

#endif
