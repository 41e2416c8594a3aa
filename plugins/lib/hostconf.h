/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/hostconf.h - what the agent of a host needs besides the plans.
 */
#ifndef LIB_HOSTCONF_H
#define LIB_HOSTCONF_H

#include <stateless/plugin.h>

/* render_host(): gives the host /etc/stateless/hostboot.conf, with the servers that a
 * plan's fetch asks in turn.  Every platform makes the same of one host, so that several
 * may.  0; or -EINVAL, said: no server is known to the host. */
int hostconf_add(struct sl_job *, const struct sl_node *host);

#endif
