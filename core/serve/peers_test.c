/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/peers_test.c
 */
#include "peers.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <string.h>

static const char text[] = "network 10.1.0.0 112\n"
			   "network fd00:1:: 33\n"
			   "network 10.9.0.0 129\n"
			   "network nonsense 8\n"
			   "node 192.168.7.7 n3\n"
			   "node 10.1.0.9 n2\n"
			   "node 10.1.0.9 n1\n"
			   "node fd00:1::5 n6\n"
			   "node 10.1.0 broken\n"
			   "node 10.1.0.10\n"
			   "node 10.1.0.11 ../etc\n"
			   "what is this\n";

static struct in6_addr at(const char *address)
{
	struct in6_addr out = { 0 };

	CU_ASSERT(peers_address(address, &out));
	return out;
}

static void nodes_are_known_by_address(void)
{
	struct peers peers;
	struct in6_addr shared = at("10.1.0.9"), mapped = at("::ffff:192.168.7.7"),
			six = at("fd00:1::5"), other = at("10.1.0.10");

	peers_read(text, &peers);
	UNIT_INT(peers.n, 4);
	UNIT_STR(peers_node(&peers, &shared), "n1");
	UNIT_STR(peers_node(&peers, &mapped), "n3");
	UNIT_STR(peers_node(&peers, &six), "n6");
	CU_ASSERT_PTR_NULL(peers_node(&peers, &other));
	CU_ASSERT(peers_is(&peers, &shared, "n1"));
	CU_ASSERT(peers_is(&peers, &shared, "n2"));
	CU_ASSERT(!peers_is(&peers, &shared, "n3"));
	CU_ASSERT(!peers_is(&peers, &other, "n1"));
	peers_fini(&peers);
}

static void networks_decide_who_may_fetch(void)
{
	static const struct row {
		const char *address;
		bool admitted;
	} rows[] = {
		{ "10.1.0.1", true },
		{ "10.1.255.255", true },
		{ "10.2.0.0", false },
		{ "10.0.255.255", false },
		{ "127.0.0.1", true },
		{ "127.9.9.9", true },
		{ "::1", true },
		{ "192.168.7.7", true },
		{ "192.168.7.8", false },
		{ "fd00:1:7fff::1", true },
		{ "fd00:1:8000::1", false },
		{ "fd00:2::1", false },
		{ "10.9.0.0", false },
	};
	struct peers peers;

	peers_read(text, &peers);
	UNIT_INT(peers.n_networks, 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct in6_addr address = at(rows[i].address);

		UNIT_INT(peers_admit(&peers, &address), rows[i].admitted);
	}
	peers_fini(&peers);
}

static void without_networks_all_may_fetch(void)
{
	struct peers peers;
	struct in6_addr stranger = at("8.8.8.8");

	peers_read("node 10.0.0.1 n1\n", &peers);
	CU_ASSERT(peers_admit(&peers, &stranger));
	peers_fini(&peers);
	peers_read("", &peers);
	CU_ASSERT(peers_admit(&peers, &stranger));
	CU_ASSERT_PTR_NULL(peers_node(&peers, &stranger));
	peers_fini(&peers);
}

static struct object make(enum object_type type, const char *name, const char *key,
			  const char *value)
{
	struct object object = { .type = type, .name = mem_dup(name) };

	object_set(&object, key, value);
	return object;
}

static void objects_of_the_inventory_are_written(void)
{
	static const struct row {
		const char *net, *mask, *line;
	} rows[] = {
		{ "10.1.0.0", "255.255.0.0", "network 10.1.0.0 112\n" },
		{ "10.1.0.0", "/16", "network 10.1.0.0 112\n" },
		{ "10.1.0.0", "16", "network 10.1.0.0 112\n" },
		{ "10.1.0.0/24", NULL, "network 10.1.0.0 120\n" },
		{ "0.0.0.0", "0.0.0.0", "network 0.0.0.0 96\n" },
		{ "fd00:1::", "/64", "network fd00:1:: 64\n" },
		{ "fd00:1::/64", "/64", "network fd00:1:: 64\n" },
		{ "10.1.0.0", NULL, "" },
		{ "10.1.0.0", "255.0.255.0", "" },
		{ "10.1.0.0", "/33", "" },
		{ "fd00:1::", "255.255.0.0", "" },
		{ "fd00:1::", "/129", "" },
		{ "here", "/8", "" },
		{ "10.1.0.0", "wide", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct object net = make(OBJECT_NETWORK, "lan", "net", rows[i].net);
		struct object node = make(OBJECT_NODE, "n1", "ip", "10.0.0.1");
		const struct objects networks = { &net, 1 }, nodes = { &node, 1 };
		struct str out CLEANUP_STR = { 0 }, want CLEANUP_STR = { 0 };

		object_set(&net, "mask", rows[i].mask);
		str_addf(&want, "%snode 10.0.0.1 n1\n", rows[i].line);
		peers_write(&nodes, &networks, &out);
		UNIT_STR(str_text(&out), str_text(&want));
		object_fini(&net);
		object_fini(&node);
	}
}

static void addresses_are_shown_as_written(void)
{
	static const char *const rows[] = { "10.0.0.1", "fd00::1", "::1" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct in6_addr address = at(rows[i]);
		char shown[PEERS_ADDRESS];

		UNIT_STR(peers_show(&address, shown), rows[i]);
	}
}

static void sockets_have_addresses(void)
{
	const struct sockaddr_in v4 = { .sin_family = AF_INET,
					.sin_addr.s_addr = htonl(0x0a000001) };
	const struct sockaddr unix_socket = { .sa_family = AF_UNIX };
	struct in6_addr address, want = at("10.0.0.1");

	CU_ASSERT(peers_socket_address((const void *)&v4, &address));
	CU_ASSERT(memcmp(&address, &want, sizeof(want)) == 0);
	CU_ASSERT(!peers_socket_address(&unix_socket, &address));
	CU_ASSERT(!peers_socket_address(NULL, &address));
}

const char unit_suite[] = "peers";
const struct unit_case unit_cases[] = {
	{ "nodes are known by address", nodes_are_known_by_address },
	{ "networks decide who may fetch", networks_decide_who_may_fetch },
	{ "without networks all may fetch", without_networks_all_may_fetch },
	{ "objects of the inventory are written as text",
	  objects_of_the_inventory_are_written },
	{ "addresses are shown as people write them", addresses_are_shown_as_written },
	{ "the address of a socket is taken", sockets_have_addresses },
	{ NULL, NULL },
};
