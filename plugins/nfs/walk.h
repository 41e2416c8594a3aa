/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/walk.h - every entry of a tree, in one order whatever the file system.
 */
#ifndef NFS_WALK_H
#define NFS_WALK_H

#include "nfs.h"

struct nfs_entry {
	const char *full;  /* on this machine */
	const char *path;  /* below the tree, "" for the tree itself */
	const char *first; /* another name of the same file, which came before; or NULL */
	const struct stat *st;
};

/* Calls `each` for the tree itself and all below it: a folder before what is in it, names
 * in order of their bytes; mount points are not entered.  Ends with the first that is not
 * 0, which each has said; 0 or -errno. */
int nfs_walk(struct sl_job *, const char *tree,
	     int (*each)(void *arg, const struct nfs_entry *), void *arg);

#endif
