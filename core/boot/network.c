/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/network.c - the inventory's networks, and which one a node is in.
 */
#include "network.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/config/servers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 128, BITS_BEFORE_IPV4 = 96 };

/* Both kinds in one form: ::ffff:a.b.c.d for IPv4.  Returns the family, or 0. */
static int parse_address(const char *text, struct in6_addr *address)
{
	struct in_addr four;

	if (inet_pton(AF_INET6, text, address) == 1)
		return AF_INET6;
	if (inet_pton(AF_INET, text, &four) != 1)
		return 0;
	memset(address, 0, sizeof(*address));
	address->s6_addr[10] = address->s6_addr[11] = 0xff;
	memcpy(address->s6_addr + 12, &four, sizeof(four));
	return AF_INET;
}

/* "16" or "255.255.0.0"; -1: neither. */
static int parse_mask(const char *text)
{
	struct in_addr mask;
	char *end;
	long bits = strtol(text, &end, 10);
	uint32_t number;

	if (end != text && !*end && bits >= 0 && bits <= BITS)
		return (int)bits;
	if (inet_pton(AF_INET, text, &mask) != 1)
		return -1;
	number = ntohl(mask.s_addr);
	bits = number ? 32 - __builtin_ctz(number) : 0;
	return number == (bits ? ~0u << (32 - bits) : 0) ? (int)bits : -1;
}

static bool is_in(const struct in6_addr *address, const struct network *network)
{
	unsigned bytes = network->bits / 8, bits = network->bits % 8;
	const uint8_t *a = address->s6_addr, *b = network->first.s6_addr;

	if (memcmp(a, b, bytes) != 0)
		return false;
	return bits == 0 || ((a[bytes] ^ b[bytes]) >> (8 - bits)) == 0;
}

static const char *const *split(struct arena *arena, const char *text)
{
	struct strv words CLEANUP_STRV = { 0 };
	const char **list;

	strv_split(&words, text ? text : "", " ,");
	list = arena_alloc(arena, (words.n + 1) * sizeof(*list));
	for (size_t i = 0; i < words.n; i++)
		list[i] = arena_dup(arena, words.v[i]);
	return list;
}

/* Every server with its port; NULL when one is no address. */
static const char *const *server_list(struct networks *networks, const char *text)
{
	const char *const *words = split(networks->arena, text);
	const char **list;
	size_t n = 0;

	while (words[n])
		n++;
	list = arena_alloc(networks->arena, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		char *server CLEANUP_FREE =
			servers_complete(words[i], networks->site->http_port);

		if (!server)
			return NULL;
		list[i] = arena_dup(networks->arena, server);
	}
	return list;
}

static const char *const *site_servers(struct networks *networks)
{
	const struct strv *servers = &networks->site->servers;
	const char **list =
		arena_alloc(networks->arena, (servers->n + 1) * sizeof(*list));

	for (size_t i = 0; i < servers->n; i++)
		list[i] = servers->v[i];
	return list;
}

static int warn(struct log *log, const struct object *object, const char *why)
{
	log_warn(log, "network %s is left out: %s", object->name, why);
	return -EINVAL;
}

static int read_range(struct log *log, const struct object *object, struct arena *arena,
		      struct network *network)
{
	const char *net = object_get(object, "net"), *mask = object_get(object, "mask");
	char text[INET_ADDRSTRLEN] = "";
	struct in_addr four = { 0 };
	int family, bits;

	if (!mask)
		mask = object_get(object, "prefix");
	if (!net || !mask)
		return warn(log, object, "it needs net, and one of mask and prefix");
	family = parse_address(net, &network->first);
	bits = parse_mask(mask);
	if (!family || bits < 0 || (family == AF_INET && bits > 32))
		return warn(log, object, "its net is no address, or its mask no mask");
	network->net.prefix = (uint32_t)bits;
	network->bits = (unsigned)bits + (family == AF_INET ? BITS_BEFORE_IPV4 : 0);
	if (family == AF_INET) {
		four.s_addr = htonl(bits ? ~0u << (32 - bits) : 0);
		network->address = arena_dup(arena, net);
		network->mask =
			arena_dup(arena, inet_ntop(AF_INET, &four, text, sizeof(text)));
	}
	return 0;
}

static const char *const *name_servers(struct networks *networks,
				       const struct object *object)
{
	const struct setting *site = settings_find(&networks->site->settings, "", "dns");
	char *joined CLEANUP_FREE = site ? strv_join(&site->values, ",") : NULL;
	const char *own = object_get(object, "dns");

	return split(networks->arena, own ? own : joined);
}

static int read_network(struct log *log, struct networks *networks,
			const struct object *object, struct network *network)
{
	const char *domain = object_get(object, "domain");
	const char *servers = object_get(object, "servers");

	*network = (struct network){ .net.size = SL_SIZE_OF(struct sl_net) };
	if (!path_is_name(object->name))
		return warn(log, object, "its name is not of letters, digits and -_.");
	if (read_range(log, object, networks->arena, network) < 0)
		return -EINVAL;
	network->net.servers =
		servers ? server_list(networks, servers) : site_servers(networks);
	if (!network->net.servers)
		return warn(log, object, "its servers are no list of ADDRESS[:PORT]");
	if (!domain)
		domain = site_text(networks->site, "domain");
	network->net.name = arena_dup(networks->arena, object->name);
	network->net.gateway = arena_dup(networks->arena, object_get(object, "gateway"));
	network->net.domain = arena_dup(networks->arena, domain);
	network->net.dns = name_servers(networks, object);
	return 0;
}

int networks_load(struct log *log, const struct site *site, struct inventory *inventory,
		  struct arena *arena, struct networks *networks)
{
	struct objects objects;
	int rc;

	*networks = (struct networks){ .site = site, .arena = arena };
	rc = inventory_load(log, inventory, OBJECT_NETWORK, NULL, false, &objects);
	if (rc < 0)
		return rc;
	networks->v = mem_alloc((objects.n + 1) * sizeof(*networks->v));
	for (size_t i = 0; i < objects.n; i++)
		if (read_network(log, networks, &objects.v[i],
				 &networks->v[networks->n]) == 0)
			networks->n++;
	objects_fini(&objects);
	return 0;
}

void networks_list(const struct networks *networks, struct strv *list)
{
	for (size_t i = 0; i < networks->n; i++) {
		const struct network *network = &networks->v[i];
		char text[INET6_ADDRSTRLEN];

		inet_ntop(AF_INET6, &network->first, text, sizeof(text));
		strv_addf(list, "%s/%u", network->address ? network->address : text,
			  network->net.prefix);
	}
}

void networks_fini(struct networks *networks)
{
	free(networks->v);
	map_fini(&networks->variants);
	*networks = (struct networks){ 0 };
}

const struct network *networks_find(const struct networks *networks, const char *ip)
{
	const struct network *best = NULL;
	struct in6_addr address;

	if (!parse_address(ip, &address))
		return NULL;
	for (size_t i = 0; i < networks->n; i++)
		if (is_in(&address, &networks->v[i]) &&
		    (!best || networks->v[i].bits > best->bits))
			best = &networks->v[i];
	return best;
}

static const struct sl_net *make_variant(struct networks *networks,
					 const struct network *network, const char *own)
{
	struct sl_net *net = arena_alloc(networks->arena, sizeof(*net));

	if (network)
		*net = network->net;
	else
		*net = (struct sl_net){ .size = SL_SIZE_OF(struct sl_net),
					.name = "",
					.domain = arena_dup(
						networks->arena,
						site_text(networks->site, "domain")),
					.dns = split(networks->arena, NULL) };
	net->servers = own ? server_list(networks, own) : site_servers(networks);
	return net;
}

/* Thousands of nodes share few lists of servers. */
static const struct sl_net *find_variant(struct networks *networks,
					 const struct network *network, const char *own)
{
	char key[512];
	struct sl_net *net;

	if (snprintf(key, sizeof(key), "%s %s", network ? network->net.name : "",
		     own ? own : "") >= (int)sizeof(key))
		return make_variant(networks, network, own);
	net = map_get(&networks->variants, key);
	if (net)
		return net;
	net = (struct sl_net *)(uintptr_t)make_variant(networks, network, own);
	map_put(&networks->variants, arena_dup(networks->arena, key), net);
	return net;
}

const struct sl_net *networks_of_node(struct networks *networks,
				      const struct network *network, const char *own,
				      char *why, size_t room)
{
	const struct sl_net *net =
		network && !own ? &network->net : find_variant(networks, network, own);

	if (net->servers && net->servers[0])
		return net;
	if (own)
		snprintf(why, room, "server=%.100s is no list of ADDRESS[:PORT]", own);
	else
		snprintf(
			why, room,
			"no server is known to load from: set servers in stateless.conf, "
			"servers of its network, or server of itself");
	return NULL;
}
