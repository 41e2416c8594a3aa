/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover_wicked.c - the XML files of wicked(8).
 */
#include "handover.h"

#include <sys/socket.h>

/* An interface whose name has a namespace is found by what stands in it.  wicked reads
 * /etc/wicked/ifconfig last, after the ifcfg files, and has no folder in /run. */
static void put(FILE *out, const struct handover *handover)
{
	const struct ipconf *ip = &handover->ip;
	const char *family = ip->client.family == AF_INET6 ? "ipv6" : "ipv4";
	const char *kind = handover->infiniband ? "infiniband" : "ethernet";
	char mac[HWADDR_TEXT], addr[NETADDR_TEXT + 4];

	fprintf(out,
		"<interface>\n  <name namespace=\"%s\"><permanent-address>%s"
		"</permanent-address></name>\n  <control>\n    <mode>boot</mode>\n"
		"%s  </control>\n",
		kind, hwaddr_text(&handover->mac, mac),
		handover->keep ? "    <persistent>true</persistent>\n" : "");
	if (ip->dhcp) {
		fprintf(out, "  <%s:dhcp/>\n</interface>\n", family);
		return;
	}
	fprintf(out, "  <%s:static>\n    <address><local>%s</local></address>\n", family,
		handover_address(handover, addr));
	if (ip->gateway.family)
		fprintf(out,
			"    <route><nexthop><gateway>%s</gateway></nexthop></route>\n",
			netaddr_text(&ip->gateway, addr));
	fprintf(out, "  </%s:static>\n</interface>\n", family);
}

const struct handover_form handover_wicked = { "wicked",
					       "/etc/wicked/ifconfig/stateless-boot.xml",
					       "/usr/sbin/wicked",
					       0600,
					       NULL,
					       put };
