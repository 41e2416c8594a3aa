/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/mounts.h - what is mounted in the tree while packages are installed.
 *
 * All of it is in the job's own mount namespace: whatever ends the job ends the mounts.
 * Every function returns 0, or -errno after saying why.
 */
#ifndef LIB_MOUNTS_H
#define LIB_MOUNTS_H

#include <stateless/plugin.h>

/* Mounts proc, sys and a dev with the few devices that maintainer scripts expect. */
int mounts_open(struct sl_job *);
int mounts_close(struct sl_job *);

/* Puts the folder `from` of this machine in place of the tree's folder `to`. */
int mounts_bind(struct sl_job *, const char *from, const char *to);

/* Takes the uppermost mount from the tree's folder. */
int mounts_remove(struct sl_job *, const char *folder);

#endif
