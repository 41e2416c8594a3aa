/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/list.h - a list of a tree that was written before (describe.h), read back.
 */
#ifndef NFS_LIST_H
#define NFS_LIST_H

#include "nfs.h"

struct nfs_list {
	char *text;
	char **lines; /* without their newlines, sorted */
	size_t n;
};

/* Reads it.  No such file is an empty list.  0, or -errno after fail(). */
int nfs_list_read(struct sl_job *, const char *path, struct nfs_list *);

/* Has it exactly this line (of nfs_describe(), with its newline)? */
int nfs_list_has(const struct nfs_list *, const char *line);

void nfs_list_fini(struct nfs_list *);

#endif
