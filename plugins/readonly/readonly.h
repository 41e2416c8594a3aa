/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/readonly.h - what the files of this plugin share.
 */
#ifndef READONLY_READONLY_H
#define READONLY_READONLY_H

#include "litefile.h"

/* The list that counts where the image has no file of its own: what systemd and the usual
 * services write to, with the package manager's data left where it is. */
extern const char readonly_usual[];

/* Makes what is missing in the view, so that there is something to mount on; a path of the
 * usual list that is missing is taken off it instead.  0 or -errno, said. */
int paths_make(struct sl_job *, const char *file, struct litefile *);

/* Bytes that the copies of all paths in memory take on a node when it has booted: pages of
 * files, and what the kernel keeps for each name. */
int paths_measure(struct sl_job *, const struct litefile *, uint64_t *bytes);

#endif
