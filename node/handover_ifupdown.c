/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover_ifupdown.c - interfaces(5), with its patterns for hardware addresses.
 */
#include "handover.h"

#include <sys/socket.h>

/* "auto mac/ADDRESS/=stateless": the interface that has it is brought up as the logical
 * interface of that name.  ifupdown has no folder in /run: the file lies in /etc, in the
 * folder that a fresh /etc/network/interfaces includes. */
static void put(FILE *out, const struct handover *handover)
{
	const struct ipconf *ip = &handover->ip;
	const char *family = ip->client.family == AF_INET6 ? "inet6" : "inet";
	char mac[HWADDR_TEXT], addr[NETADDR_TEXT + 4];
	int n = 0;

	fprintf(out, "auto mac/%s/=stateless\n", hwaddr_text(&handover->mac, mac));
	if (handover->keep)
		fprintf(out, "no-auto-down mac/%s/=stateless\n", mac);
	fprintf(out, "iface stateless %s %s\n", family, ip->dhcp ? "dhcp" : "static");
	if (!ip->dhcp)
		fprintf(out, "\taddress %s\n", handover_address(handover, addr));
	if (!ip->dhcp && ip->gateway.family)
		fprintf(out, "\tgateway %s\n", netaddr_text(&ip->gateway, addr));
	for (int i = 0; i < IPCONF_DNS; i++)
		if (ip->dns[i].family)
			fprintf(out, "%s%s", n++ ? " " : "\tdns-nameservers ",
				netaddr_text(&ip->dns[i], addr));
	if (n)
		fprintf(out, "\n");
}

const struct handover_form handover_ifupdown = {
	"ifupdown",
	"/etc/network/interfaces.d/stateless-boot",
	"/usr/sbin/ifup",
	0644,
	NULL,
	put
};
