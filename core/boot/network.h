/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/network.h - the inventory's networks, and which one a node is in.
 *
 * Of their attributes (core/inventory/attributes.c) it reads net, mask or prefix,
 * gateway, domain, dns and servers; the site's servers, dns and domain stand for those
 * not set.
 */
#ifndef BOOT_NETWORK_H
#define BOOT_NETWORK_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"
#include "core/config/site.h"
#include "core/inventory/inventory.h"

#include <stateless/plugin.h>

#include <netinet/in.h>

struct network {
	struct sl_net net;
	const char *address, *mask; /* of IPv4, as text; else NULL */
	struct in6_addr first;      /* IPv4 is mapped              */
	unsigned bits;              /* of `first` that count       */
};

struct networks {
	struct network *v;
	size_t n;
	const struct site *site;
	struct arena *arena;
	struct map variants; /* sl_net of nodes with servers of their own */
};

/* A network that cannot be read is warned about and left out.  Texts are the arena's. */
int networks_load(struct log *, const struct site *, struct inventory *, struct arena *,
		  struct networks *) MUST_CHECK;
void networks_fini(struct networks *);

/* Adds each as "10.0.0.0/24", for whoever asks which addresses are ours. */
void networks_list(const struct networks *, struct strv *);

/* The smallest network with this address, or NULL. */
const struct network *networks_find(const struct networks *, const char *ip);

/* What the border calls a node's network: with the servers of the list `own` (may be
 * NULL) instead of the network's.  network NULL: one of servers alone.  NULL, with the
 * reason in `why`, when the list is wrong or there is no server at all. */
const struct sl_net *networks_of_node(struct networks *, const struct network *,
				      const char *own, char *why, size_t room);

#endif
