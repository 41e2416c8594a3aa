/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/libraries.h - where the programs of a tree find their libraries: ld.so(8),
 * without its cache.
 */
#ifndef MIC_LIBRARIES_H
#define MIC_LIBRARIES_H

#include "plugins/lib/args.h"

/* Adds the folders of the tree that ld.so looks in, and those of its etc/ld.so.conf.  0, or
 * -errno after fail(). */
int libraries_folders(struct sl_job *, struct args *folders);

/* Is the library `name` that the file `path` needs in the tree, in a folder of `rpath`
 * (NULL: none; $ORIGIN is the file's own) or in one of the folders.  1, 0, or -errno after
 * fail(). */
int libraries_has(struct sl_job *, const struct args *folders, const char *path,
		  const char *rpath, const char *name);

#endif
