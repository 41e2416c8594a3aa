/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/set_nodes.h - what nodeset and rollback share: set nodes, and print the
 * result.
 */
#ifndef CLI_SET_NODES_H
#define CLI_SET_NODES_H

#include "cli.h"

#include "core/boot/boot.h"

/* Fills the request's show and dry_run from the command line and sets the nodes; the
 * result is empty when it fails as a whole.  Returns the exit status. */
int set_nodes(struct cli *, const struct boot *, struct boot_request *,
	      struct boot_result *) MUST_CHECK;

#endif
