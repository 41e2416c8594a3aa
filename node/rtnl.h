/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/rtnl.h - links, addresses and routes, by rtnetlink.
 */
#ifndef NODE_RTNL_H
#define NODE_RTNL_H

#include "netaddr.h"

/* All return 0 or -errno.  index: the interface's. */
int rtnl_link(int index, int up);
int rtnl_add_address(int index, const struct netaddr *, int prefix);
int rtnl_add_default(int index, const struct netaddr *gateway);
int rtnl_flush(int index); /* removes its IPv4 addresses; IPv6 go with the link */

#endif
