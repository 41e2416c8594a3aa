/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/hostfiles.h - what platforms rendered for a node as the host of others.
 */
#ifndef BOOT_HOSTFILES_H
#define BOOT_HOSTFILES_H

#include "files.h"
#include "plan.h"

/* Does a node of the plan hang on this one? */
bool hostfiles_has_nodes(const struct plan *, const char *host);

/* Reads STATEDIR/hosts/HOST as it stands and, once they are rendered, what this run puts
 * there (files NULL: not yet); when all the host's nodes are in the plan, that alone.
 * node->host_files is the plan's, or NULL: there is nothing.  0 or -errno, said. */
int hostfiles_read(struct plan *, struct plan_node *host,
		   const struct boot_files *) MUST_CHECK;

#endif
