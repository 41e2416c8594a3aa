/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/servers.c - the servers that a node asks, and in which order.
 */
#include "servers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int port_of(const char *text, uint16_t *port)
{
	char *end;
	long number;

	if (text[0] < '0' || text[0] > '9')
		return -EINVAL;
	number = strtol(text, &end, 10);
	if (*end || number < 1 || number > 65535)
		return -EINVAL;
	*port = (uint16_t)number;
	return 0;
}

/* n bytes of text: ADDRESS[:PORT] */
static int server_parse(const char *text, size_t n, struct server *server)
{
	char copy[SERVER_TEXT], *bracket, *colon;

	if (n == 0 || n >= sizeof(copy))
		return -EINVAL;
	memcpy(copy, text, n);
	copy[n] = '\0';
	server->port = 80;
	bracket = strchr(copy, ']');
	colon = strchr(bracket ? bracket : copy, ':');
	if (colon && (bracket ? colon != bracket + 1 : strchr(colon + 1, ':') != NULL))
		return -EINVAL;
	if (colon) {
		*colon = '\0';
		if (port_of(colon + 1, &server->port) < 0)
			return -EINVAL;
	}
	return netaddr_parse(copy, &server->addr);
}

int servers_parse(const char *text, struct servers *servers)
{
	*servers = (struct servers){ 0 };
	for (;;) {
		size_t n = strcspn(text, ",");

		if (servers->n == SERVERS ||
		    server_parse(text, n, &servers->v[servers->n]) < 0)
			return -EINVAL;
		servers->n++;
		if (!text[n])
			return 0;
		text += n + 1;
	}
}

/* FNV-1a */
static uint32_t hash(const char *name)
{
	uint32_t sum = 2166136261u;

	for (; *name; name++)
		sum = (sum ^ (unsigned char)*name) * 16777619u;
	return sum ^ sum >> 16;
}

void servers_rotate(struct servers *servers, const char *name)
{
	struct servers old = *servers;
	uint32_t first = servers->n ? hash(name) % servers->n : 0;

	for (unsigned i = 0; i < old.n; i++)
		servers->v[i] = old.v[(first + i) % old.n];
}

int server_url(const char *url, struct server *server, const char **path)
{
	size_t n;

	if (strncmp(url, "http://", 7) != 0)
		return -EINVAL;
	url += 7;
	n = strcspn(url, "/");
	*path = url[n] ? url + n : "/";
	return server_parse(url, n, server);
}

const char *server_text(const struct server *server, char text[SERVER_TEXT])
{
	char addr[NETADDR_TEXT];

	netaddr_text(&server->addr, addr);
	snprintf(text, SERVER_TEXT, server->addr.family == AF_INET6 ? "[%s]:%u" : "%s:%u",
		 addr, server->port);
	return text;
}
