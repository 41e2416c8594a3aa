/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/peers.h - which node has which address, and who may ask at all.
 *
 * Both processes of the server hold it; between them it travels as text:
 *
 *   node ADDRESS NAME
 *   network ADDRESS BITS
 */
#ifndef SERVE_PEERS_H
#define SERVE_PEERS_H

#include "core/base/str.h"
#include "core/inventory/inventory.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct peer {
	struct in6_addr address; /* IPv4 as ::ffff:a.b.c.d */
	const char *node;
};

struct peer_network {
	struct in6_addr address;
	unsigned bits; /* of 128 */
};

struct peers {
	struct peer *v; /* by address, then node */
	size_t n;
	struct peer_network *networks;
	size_t n_networks;
	char *text; /* what the names point into */
};

/* Reads the text; lines that mean nothing are left out. */
void peers_read(const char *text, struct peers *);
void peers_fini(struct peers *);

/* The node of that address (the first, when several share it), or NULL.  Borrowed. */
const char *peers_node(const struct peers *, const struct in6_addr *);

/* Is that the address of this node? */
bool peers_is(const struct peers *, const struct in6_addr *, const char *node);

/* May it fetch?  Yes for nodes, this host itself, the networks, and for all when no
 * network is known. */
bool peers_admit(const struct peers *, const struct in6_addr *);

/* A numeric address, IPv4 or IPv6, or a socket's; false: it is neither. */
bool peers_address(const char *text, struct in6_addr *);
bool peers_socket_address(const struct sockaddr *, struct in6_addr *);

enum { PEERS_ADDRESS = INET6_ADDRSTRLEN };
/* IPv4 without the prefix of the mapping. */
const char *peers_show(const struct in6_addr *, char text[PEERS_ADDRESS]);

/* Writes the text: nodes by their attribute `ip`, networks by `net` and `mask`. */
void peers_write(const struct objects *nodes, const struct objects *networks,
		 struct str *out);

#endif
