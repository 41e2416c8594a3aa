/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/servers.h - the servers that a node asks, and in which order.
 */
#ifndef NODE_SERVERS_H
#define NODE_SERVERS_H

#include "netaddr.h"

#include <stdint.h>

enum { SERVERS = 16, SERVER_TEXT = NETADDR_TEXT + 10 };

struct server {
	struct netaddr addr;
	uint16_t port;
};

struct servers {
	struct server v[SERVERS];
	unsigned n;
};

/* "10.0.0.1,10.0.0.2:8080,[fd00::1]:80".  0, or -EINVAL. */
int servers_parse(const char *text, struct servers *);

/* Begins the list elsewhere for each name, so that the nodes spread over the servers. */
void servers_rotate(struct servers *, const char *name);

/* "http://ADDRESS[:PORT]/PATH"; *path points into url, "/" when it has none. */
int server_url(const char *url, struct server *, const char **path);

/* "10.0.0.1:80", "[fd00::1]:80" */
const char *server_text(const struct server *, char text[SERVER_TEXT]);

#endif
