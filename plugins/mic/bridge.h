/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/bridge.h - the bridges of a host that its cards are plugged into.
 */
#ifndef MIC_BRIDGE_H
#define MIC_BRIDGE_H

#include <stddef.h>

enum { BRIDGE_NAME = 16 /* IFNAMSIZ */, BRIDGE_ADDRESS = 16 };

struct bridge {
	char name[BRIDGE_NAME];
	int external;            /* it has a port to the cluster's network */
	char ip[BRIDGE_ADDRESS]; /* of the host in it; "": from DHCP */
	unsigned bits, mtu;
};

/* Finds a bridge in "NAME:internal|external:ADDRESS|dhcp/BITS[:MTU],...", as in
 * "micbr0:internal:192.168.0.254/24:64512".  MTU is 64512 of an internal one, else 1500.
 * 0; -ENOENT: it is not there; -EINVAL with the reason in `why`. */
int bridge_find(const char *list, const char *name, struct bridge *, char *why,
		size_t room);

/* 255.255.255.0 for 24. */
void bridge_mask(unsigned bits, char mask[BRIDGE_ADDRESS]);

#endif
