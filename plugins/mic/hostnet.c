/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/hostnet.c - the host's end of its cards' networks.
 *
 * The vendor's tools are told to leave it alone (modhost=no), since what they write is gone
 * when a stateless host restarts.
 */
#include "host.h"

#include <stdio.h>
#include <string.h>

/* An interface of the host: a card's, or a bridge. */
struct interface {
	const char *name, *bridge; /* bridge: that it is a port of; or NULL */
	const char *ip;            /* "": none, or from DHCP where dhcp */
	int is_bridge, dhcp;
	unsigned bits, mtu;
	const char *const *ports; /* of a bridge */
};

static int give_networkd(struct sl_job *job, const struct interface *i, struct text *text)
{
	char path[CARD_PATH];
	int rc = 0;

	if (i->is_bridge) {
		text_put(text, "[NetDev]\nName=%s\nKind=bridge\nMTUBytes=%u\n", i->name,
			 i->mtu);
		snprintf(path, sizeof(path), "etc/systemd/network/60-%s.netdev", i->name);
		rc = text_give(job, path, 0644, text);
	}
	text_put(text, "[Match]\nName=%s\n\n[Link]\nMTUBytes=%u\n\n[Network]\n", i->name,
		 i->mtu);
	if (i->bridge)
		text_put(text, "Bridge=%s\n", i->bridge);
	else if (i->ip[0])
		text_put(text, "Address=%s/%u\nConfigureWithoutCarrier=yes\n", i->ip,
			 i->bits);
	else
		text_put(text, "DHCP=ipv4\n");
	snprintf(path, sizeof(path), "etc/systemd/network/60-%s.network", i->name);
	return rc < 0 ? rc : text_give(job, path, 0644, text);
}

/* It reads no file that others than root may read. */
static int give_keyfile(struct sl_job *job, const struct interface *i, struct text *text)
{
	char path[CARD_PATH];

	text_put(text, "[connection]\nid=%s\ntype=%s\ninterface-name=%s\n", i->name,
		 i->is_bridge ? "bridge" : "ethernet", i->name);
	if (i->bridge)
		text_put(text, "master=%s\nslave-type=bridge\n", i->bridge);
	text_put(text, "\n[ethernet]\nmtu=%u\n", i->mtu);
	if (i->is_bridge)
		text_put(text, "\n[bridge]\nstp=false\n");
	if (i->ip[0])
		text_put(text, "\n[ipv4]\nmethod=manual\naddress1=%s/%u\n", i->ip,
			 i->bits);
	else if (i->dhcp)
		text_put(text, "\n[ipv4]\nmethod=auto\n");
	snprintf(path, sizeof(path),
		 "etc/NetworkManager/system-connections/%s.nmconnection", i->name);
	return text_give(job, path, 0600, text);
}

static int give_ifcfg(struct sl_job *job, const struct interface *i, struct text *text)
{
	char path[CARD_PATH];

	text_put(text, "DEVICE=%s\nONBOOT=yes\nNM_CONTROLLED=no\nMTU=%u\nBOOTPROTO=%s\n",
		 i->name, i->mtu, i->dhcp ? "dhcp" : "none");
	if (i->is_bridge)
		text_put(text, "TYPE=Bridge\nDELAY=0\n");
	if (i->bridge)
		text_put(text, "BRIDGE=%s\n", i->bridge);
	if (i->ip[0])
		text_put(text, "IPADDR=%s\nPREFIX=%u\n", i->ip, i->bits);
	snprintf(path, sizeof(path), "etc/sysconfig/network-scripts/ifcfg-%s", i->name);
	return text_give(job, path, 0644, text);
}

static int give_ifupdown(struct sl_job *job, const struct interface *i, struct text *text)
{
	char path[CARD_PATH];

	text_put(text, "%s %s\niface %s inet %s\n",
		 i->is_bridge ? "auto" : "allow-hotplug", i->name, i->name,
		 i->dhcp    ? "dhcp"
		 : i->ip[0] ? "static"
			    : "manual");
	if (i->ip[0])
		text_put(text, "\taddress %s/%u\n", i->ip, i->bits);
	text_put(text, "\tmtu %u\n", i->mtu);
	if (i->is_bridge) {
		text_put(text, "\tbridge_fd 0\n\tbridge_ports");
		for (const char *const *port = i->ports; *port; port++)
			text_put(text, " %s", *port);
		text_put(text, "\n");
	}
	snprintf(path, sizeof(path), "etc/network/interfaces.d/%s", i->name);
	return text_give(job, path, 0644, text);
}

static const struct {
	const char *name;
	int (*give)(struct sl_job *, const struct interface *, struct text *);
} forms[] = {
	{ "networkd", give_networkd },
	{ "NetworkManager", give_keyfile },
	{ "ifcfg", give_ifcfg },
	{ "ifupdown", give_ifupdown },
};

/* "none": the host's image does it. */
static int give(struct sl_job *job, const struct sl_node *host, const struct interface *i,
		struct text *text)
{
	const char *form = job->host->node_opt(job, host, "hostnet");

	for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++)
		if (strcmp(forms[k].name, form) == 0)
			return forms[k].give(job, i, text);
	return 0;
}

int hostnet_card(struct sl_job *job, const struct card *card, struct text *text)
{
	const struct interface interface = {
		.name = card->name,
		.bridge = card->bridged ? card->bridge.name : NULL,
		.ip = card->bridged ? "" : card->host_ip,
		.bits = card->bits,
		.mtu = card->mtu,
	};

	return give(job, card->host, &interface, text);
}

int hostnet_bridge(struct sl_job *job, const struct sl_node *host,
		   const struct bridge *bridge, const char *const *ports,
		   struct text *text)
{
	const struct interface interface = {
		.name = bridge->name,
		.ip = bridge->ip,
		.is_bridge = 1,
		.dhcp = !bridge->ip[0],
		.bits = bridge->bits,
		.mtu = bridge->mtu,
		.ports = ports,
	};

	/* One that leads out has a port that only the host's own configuration knows. */
	return bridge->external ? 0 : give(job, host, &interface, text);
}
