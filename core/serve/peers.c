/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/peers.c - which node has which address, and who may ask at all.
 */
#include "peers.h"
#include "core/base/path.h"
#include "wire/lines.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { V4_BITS = 32, ALL_BITS = 128 };

static void map_v4(const void *four, struct in6_addr *out)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(out->s6_addr, prefix, sizeof(prefix));
	memcpy(out->s6_addr + sizeof(prefix), four, 4);
}

bool peers_address(const char *text, struct in6_addr *out)
{
	struct in_addr four;

	if (inet_pton(AF_INET, text, &four) == 1) {
		map_v4(&four, out);
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

bool peers_socket_address(const struct sockaddr *address, struct in6_addr *out)
{
	const void *at = address;

	if (address && address->sa_family == AF_INET)
		map_v4(&((const struct sockaddr_in *)at)->sin_addr, out);
	else if (address && address->sa_family == AF_INET6)
		*out = ((const struct sockaddr_in6 *)at)->sin6_addr;
	else
		return false;
	return true;
}

const char *peers_show(const struct in6_addr *address, char text[PEERS_ADDRESS])
{
	if (IN6_IS_ADDR_V4MAPPED(address))
		inet_ntop(AF_INET, address->s6_addr + 12, text, PEERS_ADDRESS);
	else
		inet_ntop(AF_INET6, address, text, PEERS_ADDRESS);
	return text;
}

/* ---- asking ---- */

static int compare(const void *left, const void *right)
{
	const struct peer *a = left, *b = right;
	int order = memcmp(&a->address, &b->address, sizeof(a->address));

	return order ? order : strcmp(a->node, b->node);
}

/* The first entry that is not before the address. */
static size_t first_of(const struct peers *peers, const struct in6_addr *address)
{
	size_t low = 0, high = peers->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(&peers->v[middle].address, address, sizeof(*address)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_address(const struct peers *peers, size_t i, const struct in6_addr *at)
{
	return i < peers->n && memcmp(&peers->v[i].address, at, sizeof(*at)) == 0;
}

const char *peers_node(const struct peers *peers, const struct in6_addr *address)
{
	size_t i = first_of(peers, address);

	return has_address(peers, i, address) ? peers->v[i].node : NULL;
}

bool peers_is(const struct peers *peers, const struct in6_addr *address, const char *node)
{
	for (size_t i = first_of(peers, address); has_address(peers, i, address); i++)
		if (strcmp(peers->v[i].node, node) == 0)
			return true;
	return false;
}

static bool is_loopback(const struct in6_addr *address)
{
	return IN6_IS_ADDR_LOOPBACK(address) ||
	       (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

static bool is_within(const struct peer_network *network, const struct in6_addr *address)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	uint8_t difference;

	if (memcmp(&network->address, address, whole) != 0)
		return false;
	if (!rest)
		return true;
	difference = network->address.s6_addr[whole] ^ address->s6_addr[whole];
	return difference >> (8 - rest) == 0;
}

bool peers_admit(const struct peers *peers, const struct in6_addr *address)
{
	if (peers->n_networks == 0 || is_loopback(address))
		return true;
	for (size_t i = 0; i < peers->n_networks; i++)
		if (is_within(&peers->networks[i], address))
			return true;
	return peers_node(peers, address) != NULL;
}

/* ---- reading ---- */

static void read_node(struct peers *peers, char *value)
{
	const char *address = wire_word(&value), *node = wire_word(&value);
	struct peer peer = { .node = node };

	if (!node || !path_is_name(node) || !peers_address(address, &peer.address))
		return;
	if (peers->n % 1024 == 0)
		peers->v = mem_grow(peers->v, peers->n + 1024, sizeof(*peers->v));
	peers->v[peers->n++] = peer;
}

static void read_network(struct peers *peers, char *value)
{
	const char *address = wire_word(&value), *bits = wire_word(&value);
	struct peer_network network;
	uint64_t number;

	if (!bits || !peers_address(address, &network.address) ||
	    wire_number(bits, &number) < 0 || number > ALL_BITS)
		return;
	network.bits = (unsigned)number;
	peers->networks = mem_grow(peers->networks, peers->n_networks + 1,
				   sizeof(*peers->networks));
	peers->networks[peers->n_networks++] = network;
}

void peers_read(const char *text, struct peers *peers)
{
	char *at, *key, *value;

	*peers = (struct peers){ .text = mem_dup(text) };
	at = peers->text;
	while (wire_next(&at, &key, &value)) {
		if (strcmp(key, "node") == 0)
			read_node(peers, value);
		else if (strcmp(key, "network") == 0)
			read_network(peers, value);
	}
	if (peers->n)
		qsort(peers->v, peers->n, sizeof(*peers->v), compare);
}

void peers_fini(struct peers *peers)
{
	free(peers->v);
	free(peers->networks);
	free(peers->text);
	*peers = (struct peers){ 0 };
}

/* ---- writing ---- */

/* The number of leading ones, or -1 when ones follow zeros. */
static int count_bits(const struct in6_addr *mask)
{
	int bits = 0;

	while (bits < ALL_BITS && mask->s6_addr[bits / 8] & (0x80 >> bits % 8))
		bits++;
	for (int i = bits; i < ALL_BITS; i++)
		if (mask->s6_addr[i / 8] & (0x80 >> i % 8))
			return -1;
	return bits;
}

/* A mask is 255.255.0.0, /16 or 16; of an IPv6 network it may stand in `net` itself. */
static int network_bits(const char *mask, bool v4)
{
	struct in6_addr address;
	struct in_addr four;
	uint64_t number;

	if (inet_pton(AF_INET, mask, &four) == 1) {
		memset(&address, 0xff, sizeof(address));
		memcpy(address.s6_addr + 12, &four, sizeof(four));
		return v4 ? count_bits(&address) : -1;
	}
	if (wire_number(*mask == '/' ? mask + 1 : mask, &number) < 0 ||
	    number > (v4 ? V4_BITS : ALL_BITS))
		return -1;
	return (int)number + (v4 ? ALL_BITS - V4_BITS : 0);
}

static void write_network(const char *net, const char *mask, struct str *out)
{
	const char *slash = strchr(net, '/');
	char *address CLEANUP_FREE =
		mem_ndup(net, slash ? (size_t)(slash - net) : strlen(net));
	struct in6_addr parsed;
	int bits;

	if (slash)
		mask = slash;
	if (!mask || !peers_address(address, &parsed))
		return;
	bits = network_bits(mask, IN6_IS_ADDR_V4MAPPED(&parsed));
	if (bits >= 0)
		str_addf(out, "network %s %d\n", address, bits);
}

void peers_write(const struct objects *nodes, const struct objects *networks,
		 struct str *out)
{
	for (size_t i = 0; i < networks->n; i++) {
		const char *net = object_get(&networks->v[i], "net");
		const char *mask = object_get(&networks->v[i], "mask");

		if (net)
			write_network(net,
				      mask ? mask : object_get(&networks->v[i], "prefix"),
				      out);
	}
	for (size_t i = 0; i < nodes->n; i++) {
		const char *ip = object_get(&nodes->v[i], "ip");

		if (ip)
			str_addf(out, "node %s %s\n", ip, nodes->v[i].name);
	}
}
