/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/up.h - what the program does on the running system, as /run/stateless/up.
 */
#ifndef NODE_UP_H
#define NODE_UP_H

/* Without arguments: reports that the node is up.  "agent": serves a test boot. */
int up_main(int argc, char **argv);
int agent_main(void);

#endif
