/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_network.c - the boot NIC gets its address.
 */
#include "dhcp.h"
#include "phases.h"
#include "rtnl.h"
#include "sysfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	NIC_MS = 60000,     /* firmware of a NIC, a bus that is slow */
	CARRIER_MS = 45000, /* negotiation, spanning tree */
	STEP_MS = 100
};

static int read_words(struct node *node, struct nic_wanted *wanted)
{
	char value[512];
	const char *wrong;
	int rc = wire_words_find(node->cmdline, "ip", value, sizeof(value));

	if (rc < 0 || (rc > 0 && ipconf_parse(value, &node->ip, &wrong) < 0))
		return console_fail(&node->console, EINVAL, "ip=%s is wrong: %s", value,
				    rc < 0 ? "length" : wrong);
	rc = wire_words_find(node->cmdline, "BOOTIF", value, sizeof(value));
	if (rc < 0 || (rc > 0 && bootif_parse(value, &wanted->bootif) < 0))
		return console_fail(&node->console, EINVAL,
				    "BOOTIF=%s is no hardware address", value);
	if (!node->ip.dhcp && !node->ip.client.family)
		return console_fail(&node->console, EINVAL,
				    "the command line has no address for this node: "
				    "there must be ip=ADDRESS::GATEWAY:NETMASK or "
				    "ip=dhcp");
	wanted->device = node->ip.device;
	return 0;
}

static int fail_foreign(struct node *node)
{
	return console_fail(
		&node->console, ENOEXEC,
		"the initrd has the modules of kernel %s, and kernel %s runs: "
		"kernel and initrd must come from one generation; pack the "
		"image again",
		node->modules.index.kernel, node->modules.running);
}

/* Drivers probe at their leisure: the search goes on while devices appear.  Each look goes
 * through all devices; looking ever more seldom finds a late NIC a twentieth later. */
static int find_nic(struct node *node, const struct nic_wanted *wanted)
{
	int64_t start = clock_ms(), waited = 0;
	char present[256], mac[HWADDR_TEXT];
	int rc;

	while ((rc = nic_find(wanted, &node->nic)) == 0 && waited < NIC_MS) {
		clock_sleep(STEP_MS + (int)(waited / 20));
		modules_coldplug(&node->modules);
		waited = clock_ms() - start;
	}
	if (rc > 0)
		return 0;
	if (node->modules.running[0])
		return fail_foreign(node);
	nic_list(present, sizeof(present));
	if (rc < 0)
		return console_fail(&node->console, EEXIST,
				    "there are several NICs (%s) and no BOOTIF= that "
				    "says which one",
				    present);
	return console_fail(&node->console, ENODEV,
			    "there is no NIC %s (present: %s); is its driver, and the "
			    "driver's firmware, in the initrd?",
			    wanted->bootif.n ? hwaddr_text(&wanted->bootif, mac)
					     : wanted->device,
			    present);
}

static int bring_up(struct node *node)
{
	int64_t until = clock_ms() + CARRIER_MS;
	const struct nic *nic = &node->nic;
	char mac[HWADDR_TEXT];
	int rc = rtnl_link(nic->index, 1);

	if (rc < 0)
		return console_fail(&node->console, -rc, "cannot bring NIC %s up: %s",
				    nic->name, strerror(-rc));
	while (!nic_has_carrier(nic)) {
		if (clock_ms() > until)
			return console_fail(&node->console, ENETDOWN,
					    "NIC %s (%s) has had no link for %d s; look "
					    "at its cable and switch port",
					    nic->name, hwaddr_text(&nic->mac, mac),
					    CARRIER_MS / 1000);
		clock_sleep(STEP_MS);
	}
	return 0;
}

static int ask_dhcp(struct node *node)
{
	char why[128];
	int rc = dhcp_ask(node->nic.name, &node->nic.mac, &node->ip, why, sizeof(why));

	if (rc < 0)
		return console_fail(&node->console, -rc, "no address by DHCP on %s: %s",
				    node->nic.name, why);
	return 0;
}

static int configure(struct node *node)
{
	const struct ipconf *ip = &node->ip;
	char addr[NETADDR_TEXT];
	int rc = rtnl_add_address(node->nic.index, &ip->client, ip->prefix);

	if (rc < 0)
		return console_fail(&node->console, -rc,
				    "cannot give %s the address %s/%d: %s",
				    node->nic.name, netaddr_text(&ip->client, addr),
				    ip->prefix, strerror(-rc));
	if (ip->gateway.family)
		rc = rtnl_add_default(node->nic.index, &ip->gateway);
	if (rc < 0) /* the servers may be on this network */
		console_say(&node->console, "cannot route by gateway %s: %s",
			    netaddr_text(&ip->gateway, addr), strerror(-rc));
	console_say(&node->console, "NIC %s has address %s/%d", node->nic.name,
		    netaddr_text(&ip->client, addr), ip->prefix);
	return 0;
}

int phase_network(struct node *node)
{
	struct nic_wanted wanted = { 0 };
	int rc = read_words(node, &wanted);

	rtnl_link((int)if_nametoindex("lo"), 1);
	if (rc == 0)
		rc = find_nic(node, &wanted);
	if (rc == 0)
		rc = bring_up(node);
	if (rc == 0 && node->ip.dhcp)
		rc = ask_dhcp(node);
	if (rc == 0)
		rc = configure(node);
	return rc == 0 && node->modules.running[0] ? fail_foreign(node) : rc;
}

int network_restore(struct node *node)
{
	int rc = bring_up(node);

	return rc == 0 ? configure(node) : rc;
}
