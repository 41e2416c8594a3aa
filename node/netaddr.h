/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/netaddr.h - IPv4 and IPv6 addresses, hardware addresses.
 */
#ifndef NODE_NETADDR_H
#define NODE_NETADDR_H

#include <stddef.h>

enum { NETADDR_TEXT = 46, HWADDR_MOST = 20, HWADDR_TEXT = 60 };

struct netaddr {
	int family; /* AF_INET, AF_INET6; 0: none */
	unsigned char bytes[16];
};

/* Numeric only; IPv6 with or without [brackets].  0 or -EINVAL. */
int netaddr_parse(const char *text, struct netaddr *);
const char *netaddr_text(const struct netaddr *, char text[NETADDR_TEXT]);
size_t netaddr_bytes(const struct netaddr *); /* 4 or 16 */

/* "255.255.255.0" or "24"; -EINVAL for anything else. */
int netaddr_prefix(const char *mask, int family);

struct hwaddr {
	unsigned char bytes[HWADDR_MOST]; /* 6 for Ethernet, 20 for InfiniBand */
	size_t n;
};

/* Pairs of hex digits, separated by ':' or '-'.  0 or -EINVAL. */
int hwaddr_parse(const char *text, struct hwaddr *);
const char *hwaddr_text(const struct hwaddr *, char text[HWADDR_TEXT]);

/* BOOTIF= as loaders write it: 01-aa-bb-cc-dd-ee-ff (PXELINUX, iPXE: hardware type
 * first), aa:bb:cc:dd:ee:ff (GRUB), 20-... (InfiniBand: 6, 8 or 20 bytes follow). */
int bootif_parse(const char *value, struct hwaddr *);

/* Is this the NIC that the loader meant?  An InfiniBand NIC has 20 bytes, of which the
 * last 8 are its port's GUID; loaders give all, the GUID, or the GUID without its middle.
 */
int bootif_matches(const struct hwaddr *bootif, const struct hwaddr *nic);

#endif
