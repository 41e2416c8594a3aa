/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/node.h - one node of a plan: checked, and made into what plugins see.
 */
#ifndef BOOT_NODE_H
#define BOOT_NODE_H

#include "plan.h"

/* Fills the node from its attributes, and its boot from `set` and the image; says why it
 * cannot be set and returns -EINVAL. */
int node_plan(struct plan *, struct plan_node *, const char *image) MUST_CHECK;

/* Makes a host's archive and command line again, with what this run rendered for it. */
struct boot_files;
int node_plan_host(struct plan *, struct plan_node *,
		   const struct boot_files *) MUST_CHECK;

/* Writes the node's NODE.tar, which node_plan() found fit. */
void node_write_tar(const struct plan_node *, struct str *tar);

/* What plugins see of a node that only is a host to others; its net is NULL when no server
 * is known to it.  Needs the plan's networks. */
struct sl_node *node_of_host(struct plan *, const struct object *);

#endif
