/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/dhcp_test.c
 */
#include "node/dhcp.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An answer with the options given: code, length, data ... */
static size_t answer(const struct dhcp *dhcp, const unsigned char *options, size_t n,
		     unsigned char *packet)
{
	static const unsigned char cookie[] = { 99, 130, 83, 99 };

	memset(packet, 0, 300);
	packet[0] = 2;
	memcpy(packet + 4, &dhcp->xid, 4);
	memcpy(packet + 16, "\x0a\x00\x00\x05", 4);
	memcpy(packet + 28, dhcp->mac.bytes, 6);
	memcpy(packet + 236, cookie, 4);
	memcpy(packet + 240, options, n);
	return 240 + n;
}

static void begin(struct dhcp *dhcp)
{
	*dhcp = (struct dhcp){ .xid = 0x12345678 };
	hwaddr_parse("52:54:00:12:34:56", &dhcp->mac);
}

static void reads_offer(void)
{
	static const unsigned char options[] = { 53, 1,   2,   54,  4, 10, 0,  0,  2,  1,
						 4,  255, 255, 254, 0, 0,  3,  8,  10, 0,
						 0,  1,   9,   9,   9, 9,  6,  12, 10, 0,
						 0,  3,   10,  0,   0, 4,  10, 0,  0,  5,
						 51, 4,   0,   0,   1, 0,  255 };
	unsigned char packet[512];
	char text[NETADDR_TEXT];
	struct ipconf conf;
	struct dhcp dhcp;

	begin(&dhcp);
	UNIT_INT(dhcp_parse(&dhcp, packet,
			    answer(&dhcp, options, sizeof(options), packet), &conf),
		 DHCP_OFFER);
	UNIT_STR(netaddr_text(&conf.client, text), "10.0.0.5");
	UNIT_STR(netaddr_text(&conf.gateway, text), "10.0.0.1");
	UNIT_STR(netaddr_text(&conf.dns[1], text), "10.0.0.4");
	UNIT_INT(conf.prefix, 23);
	UNIT_INT(conf.dhcp, 1);
	UNIT_INT(dhcp.server[3], 2);
	UNIT_INT(dhcp.offered[3], 5);
}

static void refuses(void)
{
	static const struct {
		unsigned char options[12];
		size_t n;
	} rows[] = {
		{ { 255 }, 1 },
		{ { 53, 1, 9, 255 }, 4 },
		{ { 53, 2, 2, 2, 255 }, 5 },
		{ { 53, 1 }, 2 },
		{ { 53 }, 1 },
		{ { 53, 1, 2, 1, 4, 255, 0, 255, 0, 255 }, 10 },
		{ { 53, 1, 2, 3, 200, 1, 1, 1, 1, 255 }, 10 },
		{ { 53, 1, 2, 3, 2, 1, 1, 255 }, 8 },
		{ { 53, 1, 2, 6, 0, 255 }, 6 },
	};
	unsigned char packet[512];
	struct ipconf conf;
	struct dhcp dhcp;

	begin(&dhcp);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(dhcp_parse(&dhcp, packet,
				    answer(&dhcp, rows[i].options, rows[i].n, packet),
				    &conf),
			 -EINVAL);
}

static void passes_others_over(void)
{
	static const unsigned char options[] = { 53, 1, 5, 255 };
	unsigned char packet[512];
	struct ipconf conf;
	struct dhcp dhcp;
	size_t n;

	begin(&dhcp);
	n = answer(&dhcp, options, sizeof(options), packet);
	UNIT_INT(dhcp_parse(&dhcp, packet, n, &conf), DHCP_ACK);
	UNIT_INT(dhcp_parse(&dhcp, packet, 239, &conf), -EINVAL);
	packet[28] ^= 1;
	UNIT_INT(dhcp_parse(&dhcp, packet, n, &conf), -EINVAL);
	packet[28] ^= 1;
	packet[4] ^= 1;
	UNIT_INT(dhcp_parse(&dhcp, packet, n, &conf), -EINVAL);
	packet[4] ^= 1;
	packet[0] = 1;
	UNIT_INT(dhcp_parse(&dhcp, packet, n, &conf), -EINVAL);
}

static void writes_requests(void)
{
	unsigned char packet[DHCP_ROOM];
	struct dhcp dhcp;

	begin(&dhcp);
	memcpy(dhcp.offered, "\x0a\x00\x00\x05", 4);
	UNIT_INT(dhcp_format(&dhcp, DHCP_REQUEST, packet), 300);
	UNIT_INT(packet[0], 1);
	UNIT_INT(packet[1], 1);
	UNIT_INT(packet[2], 6);
	UNIT_INT(packet[10], 0x80);
	CU_ASSERT(memcmp(packet + 28, dhcp.mac.bytes, 6) == 0);
	CU_ASSERT(memcmp(packet + 240, "\x35\x01\x03", 3) == 0);
	hwaddr_parse("80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:0b:0c",
		     &dhcp.mac);
	dhcp_format(&dhcp, DHCP_DISCOVER, packet);
	UNIT_INT(packet[1], 32);
	UNIT_INT(packet[2], 0);
	CU_ASSERT(memcmp(packet + 243, "\x3d\x11\xff", 3) == 0);
	CU_ASSERT(memcmp(packet + 254, "\x00\x02\xc9\x03\x00\x0a\x0b\x0c", 8) == 0);
}

const char unit_suite[] = "node dhcp";
const struct unit_case unit_cases[] = {
	{ "an offer gives address, mask, gateway and name servers", reads_offer },
	{ "malformed options are refused", refuses },
	{ "answers to others are passed over", passes_others_over },
	{ "requests name the NIC, an InfiniBand one by its GUID", writes_requests },
	{ NULL, NULL }
};
