/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/units.h - units that are left for systemd in /run.
 */
#ifndef NODE_UNITS_H
#define NODE_UNITS_H

#define UNITS_AGENT "stateless-agent.service"

/* Writes stateless-up.service; on a machine with a virtio port, the agent of test boots;
 * and for a root that can be written to (else NULL), has an SSH server and makes its host
 * keys by no unit of its own, one that does.  All are wanted by multi-user.target.
 * has_policy: an SELinux policy is loaded.  0 or -errno. */
int units_write(const char *root, int has_policy);

#endif
