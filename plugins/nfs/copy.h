/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/copy.h - one entry of a tree, made again elsewhere.
 */
#ifndef NFS_COPY_H
#define NFS_COPY_H

#include "walk.h"

/* Makes `to` what the entry is, but for its owner, mode, attributes and times: a folder,
 * a link, a device, or a file with the same bytes (shared where the file system can, by
 * copy_file_range(2) where it cannot; holes stay holes).  Not a hard link: those are the
 * caller's.  0, or -errno after fail(). */
int nfs_copy(struct sl_job *, const struct nfs_entry *, const char *to);

/* Gives `to` the entry's owner, mode, attributes and times, and nothing besides. */
int nfs_settle(struct sl_job *, const struct nfs_entry *, const char *to);

#endif
