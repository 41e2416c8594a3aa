/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nic.h - the network interface that the node was booted through.
 */
#ifndef NODE_NIC_H
#define NODE_NIC_H

#include "netaddr.h"

#include <net/if.h>

struct nic {
	char name[IF_NAMESIZE];
	int index;
	struct hwaddr mac;
	int infiniband;
};

struct nic_wanted {
	struct hwaddr bootif; /* n 0: not known */
	const char *device;   /* name in ip=, or "" */
};

/* Finds it among those in /sys/class/net: by BOOTIF, else by name, else the only wired
 * one.  1; 0: not there (yet); -EEXIST: there are several wired ones and nothing says
 * which. */
int nic_find(const struct nic_wanted *, struct nic *);

int nic_has_carrier(const struct nic *);

/* The names and addresses of all that are there, for a message. */
void nic_list(char *text, unsigned room);

#endif
