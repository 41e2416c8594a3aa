/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phases.h - the phases of a boot, in their order.
 */
#ifndef NODE_PHASES_H
#define NODE_PHASES_H

#include "node.h"

/* Each returns 0, or -errno after console_fail() said why. */
int phase_mounts(struct node *);   /* /proc, /sys, /dev, /run; consoles */
int phase_words(struct node *);    /* the command line */
int phase_modules(struct node *);  /* drivers of the hardware that is there */
int phase_network(struct node *);  /* the boot NIC has its address */
int phase_manifest(struct node *); /* fetched, verified, read */
int phase_root(struct node *);     /* the root is mounted, by its way */
int phase_files(struct node *);    /* the node's own files lie in the root */
int phase_handover(struct node *); /* the NIC goes to the network manager */
int phase_leave(struct node *);    /* files in /run for the running system */
int phase_init(struct node *);     /* becomes the distribution's init */

/* Configures the NIC again after the handover: a failure is to be reported. */
int network_restore(struct node *);

/* Undoes what the mounts phase told the kernel (its modprobe helper, panic). */
void mounts_restore(struct node *);

#endif
