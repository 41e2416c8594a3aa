/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/bridge.c - the bridges of a host.
 */
#include "bridge.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	INTERNAL_MTU = 64512, /* what the cards' driver takes */
	EXTERNAL_MTU = 1500,
	LEAST_BITS = 9, /* what the configuration of the vendor takes */
	MOST_BITS = 24,
	LEAST_MTU = 576,
	ITEM = 128
};

/* Digits alone, within the bounds; else 0. */
static unsigned number(const char *text, unsigned least, unsigned most)
{
	size_t n = text ? strlen(text) : 0;
	unsigned long value;

	if (n == 0 || n > 5 || strspn(text, "0123456789") != n)
		return 0;
	value = strtoul(text, NULL, 10);
	return value >= least && value <= most ? (unsigned)value : 0;
}

static int is_name(const char *name)
{
	size_t n = name ? strlen(name) : 0;

	return n > 0 && n < BRIDGE_NAME &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789._-") == n;
}

static const char *read_address(char *text, struct bridge *bridge)
{
	char *bits = text ? strchr(text, '/') : NULL;
	struct in_addr address;

	if (bits)
		*bits++ = '\0';
	bridge->bits = number(bits, LEAST_BITS, MOST_BITS);
	if (!bridge->bits)
		return "wants ADDRESS/BITS, with 9 to 24 bits";
	if (strcmp(text, "dhcp") == 0 && bridge->external)
		return NULL;
	if (inet_pton(AF_INET, text, &address) != 1)
		return "has no IPv4 address (dhcp: external ones only)";
	snprintf(bridge->ip, sizeof(bridge->ip), "%s", text);
	return NULL;
}

/* NULL, or what is wrong. */
static const char *parse(char *item, struct bridge *bridge)
{
	const char *name = strsep(&item, ":"), *kind = strsep(&item, ":");
	char *address = strsep(&item, ":");
	const char *wrong;

	memset(bridge, 0, sizeof(*bridge));
	if (!is_name(name))
		return "has no name of at most 15 letters, digits and ._-";
	snprintf(bridge->name, sizeof(bridge->name), "%s", name);
	bridge->external = kind && strcmp(kind, "external") == 0;
	if (!bridge->external && !(kind && strcmp(kind, "internal") == 0))
		return "is neither internal nor external";
	wrong = read_address(address, bridge);
	if (wrong)
		return wrong;
	bridge->mtu = bridge->external ? EXTERNAL_MTU : INTERNAL_MTU;
	if (item)
		bridge->mtu = number(item, LEAST_MTU, INTERNAL_MTU);
	return bridge->mtu ? NULL : "wants an MTU of 576 to 64512";
}

int bridge_find(const char *list, const char *name, struct bridge *bridge, char *why,
		size_t room)
{
	char item[ITEM];
	size_t n;

	for (const char *at = list;; at += n + 1) {
		const char *wrong = "is too long";

		n = strcspn(at, ",");
		if (n < sizeof(item)) {
			memcpy(item, at, n);
			item[n] = '\0';
			wrong = parse(item, bridge);
		}
		if (wrong) {
			snprintf(why, room,
				 "bridges has \"%.*s\", which %s; it is "
				 "NAME:internal|external:ADDRESS/BITS[:MTU],...",
				 n < 80 ? (int)n : 80, at, wrong);
			return -EINVAL;
		}
		if (strcmp(bridge->name, name) == 0)
			return 0;
		if (!at[n])
			return -ENOENT;
	}
}

void bridge_mask(unsigned bits, char mask[BRIDGE_ADDRESS])
{
	struct in_addr address = { .s_addr = htonl(bits ? ~0u << (32 - bits) : 0) };

	inet_ntop(AF_INET, &address, mask, BRIDGE_ADDRESS);
}
