/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/attributes_net.c - the attributes of a network must fit each other.
 */
#include "attributes.h"
#include "checks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct network {
	uint8_t net[16];
	size_t bytes; /* 4 or 16 */
	unsigned prefix;
};

static int refuse(struct str *why, const char *text)
{
	str_add(why, text);
	return -EINVAL;
}

static unsigned prefix_of(const uint8_t *mask)
{
	unsigned bits = 0;

	for (size_t i = 0; i < 4; i++)
		bits += (unsigned)__builtin_popcount(mask[i]);
	return bits;
}

/* Bit `at` of an address, counted from its front. */
static bool bit(const uint8_t *bytes, unsigned at)
{
	return bytes[at / 8] >> (7 - at % 8) & 1;
}

static int read_network(const struct object *object, struct network *network,
			struct str *why)
{
	const char *net = object_get(object, "net"), *mask = object_get(object, "mask");
	const char *prefix = object_get(object, "prefix");
	uint8_t bytes[16];

	if (!net || !mask == !prefix)
		return refuse(why, "needs net, and one of mask and prefix");
	network->bytes = check_parse_address(net, network->net);
	if (network->bytes == 0 || (mask && network->bytes != 4))
		return refuse(why, "a network of IPv6 has a prefix instead of a mask");
	if (mask && check_parse_address(mask, bytes) != 4)
		return refuse(why, "mask: must be a mask: 255.255.252.0");
	network->prefix = mask ? prefix_of(bytes) : (unsigned)strtoul(prefix, NULL, 10);
	if (network->prefix > network->bytes * 8)
		return refuse(why, "its prefix has more bits than its address");
	for (unsigned i = network->prefix; i < network->bytes * 8; i++)
		if (bit(network->net, i))
			return refuse(why, "net: has bits outside of its mask");
	return 0;
}

static bool holds(const struct network *network, const char *address)
{
	uint8_t bytes[16];

	if (check_parse_address(address, bytes) != network->bytes)
		return false;
	for (unsigned i = 0; i < network->prefix; i++)
		if (bit(bytes, i) != bit(network->net, i))
			return false;
	return true;
}

int attribute_check_all(const struct object *object, struct str *why)
{
	struct network network;
	struct strv ends CLEANUP_STRV = { 0 };
	const char *text;

	if (object->type != OBJECT_NETWORK)
		return 0;
	if (read_network(object, &network, why) < 0)
		return -EINVAL;
	text = object_get(object, "gateway");
	if (text && !holds(&network, text))
		return refuse(why, "gateway: lies outside of the network");
	text = object_get(object, "dynamicrange");
	strv_split(&ends, text ? text : "", "-");
	for (size_t i = 0; i < ends.n; i++)
		if (!holds(&network, ends.v[i]))
			return refuse(why, "dynamicrange: lies outside of the network");
	return 0;
}
