/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/ipconf.h - the ip= word of the kernel command line.
 */
#ifndef NODE_IPCONF_H
#define NODE_IPCONF_H

#include "netaddr.h"

enum { IPCONF_DNS = 2 };

struct ipconf {
	int dhcp; /* asked for, not found out */
	struct netaddr client, gateway;
	int prefix;
	struct netaddr dns[IPCONF_DNS];
	char hostname[65];
	char device[16];
};

/* The syntax of the kernel's Documentation/admin-guide/nfs/nfsroot.rst:
 * client:server:gateway:netmask:hostname:device:autoconf:dns0:dns1[:ntp0], any of them
 * empty, IPv6 addresses in [brackets]; or one word: dhcp, on, any, both, off, none.
 * The netmask may be a length too.  0, or -EINVAL with `wrong` naming the field. */
int ipconf_parse(const char *value, struct ipconf *, const char **wrong);

#endif
