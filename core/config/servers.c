/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/servers.c - ADDRESS[:PORT], as the configuration and nodes name servers.
 */
#include "servers.h"

#include "core/base/mem.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_address(int family, const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(family, text, address) == 1;
}

/* ":8080" or nothing.  -1: neither. */
static int parse_port(const char *text, int default_port)
{
	char *end;
	long port;

	if (!*text)
		return default_port;
	if (text[0] != ':' || !isdigit((unsigned char)text[1]))
		return -1;
	port = strtol(text + 1, &end, 10);
	return *end || port < 1 || port > UINT16_MAX ? -1 : (int)port;
}

static char *complete_v6(const char *text, int default_port)
{
	const char *end = strchr(text, ']');
	char *address CLEANUP_FREE = NULL;
	int port;

	if (*text != '[')
		return is_address(AF_INET6, text)
			       ? mem_printf("[%s]:%d", text, default_port)
			       : NULL;
	if (!end)
		return NULL;
	address = mem_ndup(text + 1, (size_t)(end - text - 1));
	port = parse_port(end + 1, default_port);
	if (port < 0 || !is_address(AF_INET6, address))
		return NULL;
	return mem_printf("[%s]:%d", address, port);
}

char *servers_complete(const char *text, int default_port)
{
	const char *colon = strchr(text, ':');
	char *address CLEANUP_FREE = NULL;
	int port;

	if (*text == '[' || (colon && strchr(colon + 1, ':')))
		return complete_v6(text, default_port);
	address = colon ? mem_ndup(text, (size_t)(colon - text)) : mem_dup(text);
	port = parse_port(colon ? colon : "", default_port);
	if (port < 0 || !is_address(AF_INET, address))
		return NULL;
	return mem_printf("%s:%d", address, port);
}
