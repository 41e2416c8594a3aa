/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/live.h - the folder that running nodes have mounted as their /usr.
 */
#ifndef NFS_LIVE_H
#define NFS_LIVE_H

#include "nfs.h"

/* Makes SL_LIVE/usr what SL_OUTPUT/root/usr is, each entry at once, by a rename; modules
 * of kernels that a generation boots stay.  What was replaced or removed is kept in
 * SL_LIVE/.replaced until the pack after next.  0, or -errno after fail(). */
int nfs_update_live(struct sl_job *);

#endif
