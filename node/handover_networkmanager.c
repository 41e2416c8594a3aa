/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover_networkmanager.c - nm-settings-keyfile(5).
 */
#include "handover.h"

#include <sys/socket.h>

static void put_dns(FILE *out, const struct ipconf *ip, int family)
{
	char addr[NETADDR_TEXT];
	int n = 0;

	for (int i = 0; i < IPCONF_DNS; i++)
		if (ip->dns[i].family == family)
			fprintf(out, "%s%s;",
				n++ ? "" : "dns=", netaddr_text(&ip->dns[i], addr));
	if (n)
		fprintf(out, "\n");
}

static void put_family(FILE *out, const struct handover *handover, int family)
{
	const struct ipconf *ip = &handover->ip;
	char addr[NETADDR_TEXT + 4];

	fprintf(out, "\n[%s]\n", family == AF_INET ? "ipv4" : "ipv6");
	if (ip->client.family != family) {
		fprintf(out, "method=%s\n", family == AF_INET ? "disabled" : "auto");
		return;
	}
	fprintf(out, "method=%s\n", ip->dhcp ? "auto" : "manual");
	if (!ip->dhcp)
		fprintf(out, "address1=%s\n", handover_address(handover, addr));
	if (!ip->dhcp && ip->gateway.family)
		fprintf(out, "gateway=%s\n", netaddr_text(&ip->gateway, addr));
	put_dns(out, ip, family);
}

/* The same NIC gets the same UUID at each boot. */
static void put(FILE *out, const struct handover *handover)
{
	const unsigned char *end = handover->mac.bytes + handover->mac.n - 6;
	char mac[HWADDR_TEXT];

	fprintf(out,
		"[connection]\nid=stateless-boot\n"
		"uuid=73746174-656c-4573-b300-%02x%02x%02x%02x%02x%02x\n"
		"type=%s\nautoconnect=true\nautoconnect-priority=999\n"
		"autoconnect-retries=0\n\n[%s]\nmac-address=%s\n",
		end[0], end[1], end[2], end[3], end[4], end[5],
		handover->infiniband ? "infiniband" : "ethernet",
		handover->infiniband ? "infiniband" : "ethernet",
		hwaddr_text(&handover->mac, mac));
	put_family(out, handover, AF_INET);
	put_family(out, handover, AF_INET6);
}

const struct handover_form handover_networkmanager = {
	"NetworkManager",
	"/run/NetworkManager/system-connections/stateless-boot.nmconnection",
	"/usr/sbin/NetworkManager",
	0600,
	NULL,
	put
};
