/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/units.h - units that are left for systemd in /run.
 */
#ifndef NODE_UNITS_H
#define NODE_UNITS_H

/* Writes stateless-up.service and, on a machine with a virtio port, the agent of test
 * boots, both wanted by multi-user.target.  0 or -errno. */
int units_write(void);

#endif
