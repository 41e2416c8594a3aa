/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/state.h - this node's folder on an NFS export: what survives its boots.
 *
 * The manifest names the export ("writable persistent SOURCE PATH", one source for all);
 * its folder of the node's name is made at the first boot.
 */
#ifndef NODE_STATE_H
#define NODE_STATE_H

#include "node.h"

/* Mounts the export where the manifest names one, and makes the folder.  A server that does
 * not answer is asked as long as one for a root would be.  0, or -errno after saying why. */
int state_mount(struct node *);

/* The node's folder there, for reading and writing; or -errno. */
int state_open(const struct node *);

/* Hides the export from the node: what was bound from it stays. */
void state_detach(void);

#endif
