/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/same.h - two entries of two trees, compared.
 */
#ifndef NFS_SAME_H
#define NFS_SAME_H

#include "walk.h"

/* 1: what is at `full` (of which st is known) has the entry's type, owner, mode, time,
 * device, target, attributes and bytes; 0: not; -errno after fail(). */
int nfs_is_same(struct sl_job *, const struct nfs_entry *, const char *full,
		const struct stat *st);

#endif
