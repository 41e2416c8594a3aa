/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/failure.h - the end of a boot that cannot go on.
 */
#ifndef NODE_FAILURE_H
#define NODE_FAILURE_H

#include "node.h"

/* Says and reports the console's last cause, then does what sl.after= says: reboots after
 * half a minute (default), or waits for somebody.  There is never a shell. */
void failure_end(struct node *, const char *phase) __attribute__((noreturn));

#endif
