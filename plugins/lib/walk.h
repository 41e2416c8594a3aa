/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/walk.h - every entry of a folder, in one order whatever the file system.
 */
#ifndef LIB_WALK_H
#define LIB_WALK_H

#include <stateless/plugin.h>

#include <sys/stat.h>

struct walk_entry {
	const char *full; /* the folder's path, as it was given, and the entry's */
	const char *path; /* below the folder, "" for the folder itself */
	const char *name; /* the last part of `full` */
	const struct stat *st;
	int depth; /* 0: the folder itself */
};

/* Returns 0, WALK_SKIP or -errno, which it has said. */
typedef int walk_visit(void *arg, const struct walk_entry *);

enum {
	WALK_SKIP = 1,       /* of a visit: what is below this folder is not visited */
	WALK_MOUNTS = 1 << 0 /* a flag: what is mounted below is walked, too */
};

/* Calls `visit` for the folder itself and all below it: a folder before what is in it, names
 * in order of their bytes.  Links are not followed.  Ends with the first visit that fails.
 * 0, or -errno after fail(): -ECANCELED when interrupted. */
int walk_tree(struct sl_job *, const char *folder, unsigned flags, walk_visit *visit,
	      void *arg);

#endif
