/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/dhcp.c - packets of DHCP.
 */
#include "dhcp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum {
	FIXED = 236, /* bytes before the magic cookie */
	OPTIONS = FIXED + 4,
	ETHERNET = 1,
	INFINIBAND = 32,
	BROADCAST = 0x80
};

enum option {
	PAD = 0,
	SUBNET = 1,
	ROUTER = 3,
	NAMESERVER = 6,
	REQUESTED = 50,
	OVERLOAD = 52,
	TYPE = 53,
	SERVER = 54,
	PARAMETERS = 55,
	CLIENT = 61,
	END = 255
};

static const unsigned char cookie[4] = { 99, 130, 83, 99 };

static unsigned char *put(unsigned char *at, enum option code, const void *data, size_t n)
{
	*at++ = (unsigned char)code;
	*at++ = (unsigned char)n;
	memcpy(at, data, n);
	return at + n;
}

/* An InfiniBand NIC has no room for its address in the packet and is known by a client
 * identifier: type 255, IAID, then a DUID of the link layer with its GUID. */
static unsigned char *put_identity(unsigned char *packet, unsigned char *at,
				   const struct hwaddr *mac)
{
	unsigned char id[17] = { 255, 0, 0, 0, 0, 0, 3, 0, INFINIBAND };

	packet[1] = mac->n == 6 ? ETHERNET : INFINIBAND;
	if (mac->n == 6) {
		packet[2] = 6;
		memcpy(packet + 28, mac->bytes, 6);
		return at;
	}
	memcpy(id + 9, mac->bytes + mac->n - 8, 8);
	return put(at, CLIENT, id, sizeof(id));
}

size_t dhcp_format(const struct dhcp *dhcp, enum dhcp_type type,
		   unsigned char packet[DHCP_ROOM])
{
	static const unsigned char wanted[] = { SUBNET, ROUTER, NAMESERVER };
	unsigned char kind = (unsigned char)type, *at = packet + OPTIONS;

	memset(packet, 0, DHCP_ROOM);
	packet[0] = 1;
	memcpy(packet + 4, &dhcp->xid, 4);
	packet[10] = BROADCAST;
	memcpy(packet + FIXED, cookie, 4);
	at = put(at, TYPE, &kind, 1);
	at = put_identity(packet, at, &dhcp->mac);
	at = put(at, PARAMETERS, wanted, sizeof(wanted));
	if (type == DHCP_REQUEST) {
		at = put(at, REQUESTED, dhcp->offered, 4);
		at = put(at, SERVER, dhcp->server, 4);
	}
	*at++ = END;
	return at - packet < 300 ? 300 : (size_t)(at - packet);
}

static void take_address(struct netaddr *addr, const unsigned char *data)
{
	addr->family = AF_INET;
	memcpy(addr->bytes, data, 4);
}

static int take_mask(struct ipconf *conf, const unsigned char *data)
{
	struct netaddr mask;
	char text[NETADDR_TEXT];

	take_address(&mask, data);
	conf->prefix = netaddr_prefix(netaddr_text(&mask, text), AF_INET);
	return conf->prefix < 0 ? -EINVAL : 0;
}

struct answer {
	struct ipconf conf;
	unsigned char server[4];
	int type;
};

static int take(struct answer *answer, enum option code, const unsigned char *data,
		size_t n)
{
	switch (code) {
	case TYPE:
		answer->type = data[0];
		return n == 1 ? 0 : -EINVAL;
	case SUBNET:
		return n == 4 ? take_mask(&answer->conf, data) : -EINVAL;
	case SERVER:
		memcpy(answer->server, data, n == 4 ? 4 : 0);
		return n == 4 ? 0 : -EINVAL;
	case ROUTER:
		if (n < 4)
			return -EINVAL;
		take_address(&answer->conf.gateway, data);
		return 0;
	case NAMESERVER:
		if (n < 4)
			return -EINVAL;
		for (size_t i = 0; i < IPCONF_DNS && i < n / 4; i++)
			take_address(&answer->conf.dns[i], data + 4 * i);
		return 0;
	default:
		return 0;
	}
}

static int options(struct answer *answer, const unsigned char *at, size_t n)
{
	while (n > 0 && at[0] != END) {
		size_t length;

		if (at[0] == PAD) {
			at++;
			n--;
			continue;
		}
		if (n < 2 || at[1] == 0 || (size_t)at[1] + 2 > n)
			return -EINVAL;
		length = at[1];
		if (take(answer, (enum option)at[0], at + 2, length) < 0)
			return -EINVAL;
		at += length + 2;
		n -= length + 2;
	}
	return 0;
}

int dhcp_parse(struct dhcp *dhcp, const unsigned char *packet, size_t n,
	       struct ipconf *conf)
{
	struct answer answer = { .type = -EINVAL };

	if (n < OPTIONS || packet[0] != 2 || memcmp(packet + 4, &dhcp->xid, 4) != 0 ||
	    memcmp(packet + FIXED, cookie, 4) != 0)
		return -EINVAL;
	if (dhcp->mac.n == 6 && memcmp(packet + 28, dhcp->mac.bytes, 6) != 0)
		return -EINVAL;
	answer.conf.prefix = 24;
	if (options(&answer, packet + OPTIONS, n - OPTIONS) < 0)
		return -EINVAL;
	if (answer.type != DHCP_OFFER && answer.type != DHCP_ACK)
		return answer.type == DHCP_NAK ? DHCP_NAK : -EINVAL;
	take_address(&answer.conf.client, packet + 16);
	answer.conf.dhcp = 1;
	*conf = answer.conf;
	memcpy(dhcp->offered, packet + 16, 4);
	memcpy(dhcp->server, answer.server, 4);
	return answer.type;
}
