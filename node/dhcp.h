/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/dhcp.h - DHCP, for nodes that are told to ask (ip=dhcp): RFC 2131, 2132, 4390.
 */
#ifndef NODE_DHCP_H
#define NODE_DHCP_H

#include "ipconf.h"

#include <stddef.h>
#include <stdint.h>

enum { DHCP_ROOM = 1024, DHCP_TRIES = 6 };
enum dhcp_type {
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_ACK = 5,
	DHCP_NAK = 6
};

struct dhcp {
	struct hwaddr mac;
	uint32_t xid;
	unsigned char offered[4], server[4]; /* from the offer, for the request */
};

/* Writes a DISCOVER or REQUEST; the length. */
size_t dhcp_format(const struct dhcp *, enum dhcp_type, unsigned char packet[DHCP_ROOM]);

/* Reads an answer to this exchange.  Returns its type, and fills conf (client, prefix,
 * gateway, name servers) and the offer; or -EINVAL. */
int dhcp_parse(struct dhcp *, const unsigned char *packet, size_t n, struct ipconf *conf);

/* Asks on an interface that is up.  0, or -errno with a reason in why. */
int dhcp_ask(const char *interface, const struct hwaddr *, struct ipconf *, char *why,
	     size_t room);

#endif
