/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/reporter.h - reports of a node under way.
 */
#ifndef NODE_REPORTER_H
#define NODE_REPORTER_H

#include "node.h"

/* Sends node->report with this state and error ("": none) to sl.status.  A server that
 * does not answer costs a few seconds and no more; it never stops a boot. */
void reporter_send(struct node *, const char *state, const char *error);

#endif
