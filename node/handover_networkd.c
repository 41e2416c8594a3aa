/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover_networkd.c - systemd.network(5).
 */
#include "handover.h"

/* Kind=!* leaves out bridges and VLANs that take over the address of the NIC they lie
 * on; it is passed over by versions that do not know it. */
static void put(FILE *out, const struct handover *handover)
{
	char mac[HWADDR_TEXT], addr[NETADDR_TEXT + 4];
	const struct ipconf *ip = &handover->ip;

	fprintf(out,
		"[Match]\nMACAddress=%s\nKind=!*\n\n[Link]\nRequiredForOnline=yes\n\n"
		"[Network]\n",
		hwaddr_text(&handover->mac, mac));
	if (handover->keep)
		fprintf(out, "KeepConfiguration=yes\n");
	if (ip->dhcp)
		fprintf(out, "DHCP=yes\n");
	else
		fprintf(out, "Address=%s\n", handover_address(handover, addr));
	if (!ip->dhcp && ip->gateway.family)
		fprintf(out, "Gateway=%s\n", netaddr_text(&ip->gateway, addr));
	for (int i = 0; i < IPCONF_DNS; i++)
		if (ip->dns[i].family)
			fprintf(out, "DNS=%s\n", netaddr_text(&ip->dns[i], addr));
}

const struct handover_form handover_networkd = {
	"networkd",
	"/run/systemd/network/10-stateless-boot.network",
	"/usr/lib/systemd/systemd-networkd",
	0644,
	"systemd-networkd.service",
	put
};
