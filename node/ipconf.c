/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/ipconf.c - the ip= word of the kernel command line.
 */
#include "ipconf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { CLIENT, SERVER, GATEWAY, NETMASK, HOSTNAME, DEVICE, AUTOCONF, DNS0, DNS1, NTP0 };
enum { FIELDS = NTP0 + 1 };

/* Cuts at the colons that are not within brackets. */
static int split(char *text, char *fields[FIELDS])
{
	int n = 0, depth = 0;

	fields[n++] = text;
	for (; *text; text++) {
		if (*text == '[')
			depth++;
		else if (*text == ']')
			depth--;
		else if (*text == ':' && depth == 0) {
			if (n == FIELDS)
				return -EINVAL;
			*text = '\0';
			fields[n++] = text + 1;
		}
	}
	return n;
}

static int autoconf(const char *text, struct ipconf *conf)
{
	static const char *const on[] = { "dhcp", "on", "any", "both" };
	static const char *const off[] = { "off", "none", "" };

	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++)
		if (strcmp(text, on[i]) == 0) {
			conf->dhcp = 1;
			return 0;
		}
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (strcmp(text, off[i]) == 0)
			return 0;
	return -EINVAL;
}

/* What the kernel takes when no netmask is given: the old classes. */
static int default_prefix(const struct netaddr *client)
{
	if (client->family == AF_INET6)
		return 64;
	if (client->bytes[0] < 128)
		return 8;
	return client->bytes[0] < 192 ? 16 : 24;
}

static int address(const char *text, struct netaddr *addr)
{
	return *text && strcmp(text, "[]") != 0 ? netaddr_parse(text, addr) : 0;
}

static int word(const char *text, char *to, size_t room)
{
	return (size_t)snprintf(to, room, "%s", text) < room && !strchr(text, '/')
		       ? 0
		       : -EINVAL;
}

static int addresses(char *const fields[FIELDS], struct ipconf *conf, const char **wrong)
{
	*wrong = "client address";
	if (address(fields[CLIENT], &conf->client) < 0)
		return -EINVAL;
	*wrong = "gateway";
	if (address(fields[GATEWAY], &conf->gateway) < 0 ||
	    (conf->gateway.family && conf->gateway.family != conf->client.family))
		return -EINVAL;
	*wrong = "name server";
	if (address(fields[DNS0], &conf->dns[0]) < 0 ||
	    address(fields[DNS1], &conf->dns[1]) < 0)
		return -EINVAL;
	*wrong = "netmask";
	conf->prefix = *fields[NETMASK]
			       ? netaddr_prefix(fields[NETMASK], conf->client.family)
			       : default_prefix(&conf->client);
	return conf->prefix < 0 ? -EINVAL : 0;
}

int ipconf_parse(const char *value, struct ipconf *conf, const char **wrong)
{
	static char none[] = "";
	char text[512], *fields[FIELDS];
	int n;

	*conf = (struct ipconf){ 0 };
	*wrong = "length";
	if ((size_t)snprintf(text, sizeof(text), "%s", value) >= sizeof(text))
		return -EINVAL;
	*wrong = "number of fields";
	n = split(text, fields);
	if (n < 0)
		return n;
	*wrong = "autoconf";
	if (n == 1 && autoconf(fields[0], conf) == 0)
		return 0;
	for (; n < FIELDS; n++)
		fields[n] = none;
	if (autoconf(fields[AUTOCONF], conf) < 0)
		return -EINVAL;
	*wrong = "hostname or device";
	if (word(fields[HOSTNAME], conf->hostname, sizeof(conf->hostname)) < 0 ||
	    word(fields[DEVICE], conf->device, sizeof(conf->device)) < 0)
		return -EINVAL;
	if (addresses(fields, conf, wrong) == 0)
		return 0;
	*conf = (struct ipconf){ 0 };
	return -EINVAL;
}
