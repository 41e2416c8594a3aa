/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/network_test.c - which network a node is in, and its servers.
 */
#include "network.h"

#include "tests/unit/unit.h"
#include "tests/world/world.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "networks";

struct fixture {
	struct log log;
	struct site site;
	struct inventory *inventory;
	struct arena arena;
	struct networks networks;
};

static void set_up(struct fixture *f)
{
	const char *root = unit_folder();

	*f = (struct fixture){ .inventory = NULL };
	log_init(&f->log, "test");
	f->log.level = -1;
	world_file(root, "etc/stateless/stateless.conf",
		   "servers = { \"10.1.0.1:8080\" }\ndns = { \"10.1.0.2\" }\ndomain = "
		   "\"site\"\n");
	UNIT_INT(site_load(&f->log, root, NULL, &f->site), 0);
	f->inventory = world_inventory(root);
	world_put(f->inventory, OBJECT_NETWORK, "big",
		  "net=10.0.0.0 mask=255.0.0.0 gateway=10.0.0.1");
	world_put(f->inventory, OBJECT_NETWORK, "small",
		  "net=10.1.0.0 prefix=16 servers=10.1.0.9,10.1.0.8:81 domain=x.org");
	world_put(f->inventory, OBJECT_NETWORK, "six", "net=fd00:: prefix=64");
	world_put(f->inventory, OBJECT_NETWORK, "odd", "net=10.2.0.0 mask=255.0.255.0");
	world_put(f->inventory, OBJECT_NETWORK, "none", "mask=255.0.0.0");
	UNIT_INT(networks_load(&f->log, &f->site, f->inventory, &f->arena, &f->networks),
		 0);
}

static void tear_down(struct fixture *f)
{
	networks_fini(&f->networks);
	arena_fini(&f->arena);
	inventory_close(f->inventory);
	site_fini(&f->site);
}

static void found(void)
{
	static const struct {
		const char *ip, *name;
	} rows[] = {
		{ "10.1.2.3", "small" }, { "10.2.2.3", "big" }, { "11.0.0.1", NULL },
		{ "fd00::5", "six" },    { "fd01::5", NULL },   { "x", NULL },
	};
	struct fixture f;

	set_up(&f);
	UNIT_INT(f.networks.n, 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct network *network = networks_find(&f.networks, rows[i].ip);

		UNIT_INT(network != NULL, rows[i].name != NULL);
		if (network && rows[i].name)
			UNIT_STR(network->net.name, rows[i].name);
	}
	tear_down(&f);
}

static void listed(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct fixture f;

	set_up(&f);
	networks_list(&f.networks, &list);
	strv_sort(&list);
	UNIT_INT(list.n, 3);
	UNIT_STR(list.v[0], "10.0.0.0/8");
	UNIT_STR(list.v[1], "10.1.0.0/16");
	UNIT_STR(list.v[2], "fd00::/64");
	tear_down(&f);
}

static void read_whole(void)
{
	const struct network *big, *small;
	struct fixture f;

	set_up(&f);
	big = networks_find(&f.networks, "10.9.0.1");
	small = networks_find(&f.networks, "10.1.0.1");
	CU_ASSERT_FATAL(big && small);
	UNIT_STR(big->mask, "255.0.0.0");
	UNIT_STR(big->net.gateway, "10.0.0.1");
	UNIT_STR(big->net.servers[0], "10.1.0.1:8080");
	UNIT_STR(big->net.dns[0], "10.1.0.2");
	UNIT_INT(small->net.prefix, 16);
	UNIT_STR(small->mask, "255.255.0.0");
	UNIT_STR(small->net.servers[0], "10.1.0.9:80");
	UNIT_STR(small->net.servers[1], "10.1.0.8:81");
	UNIT_STR(small->net.domain, "x.org");
	CU_ASSERT_PTR_NULL(small->net.gateway);
	tear_down(&f);
}

static void own_servers(void)
{
	const struct network *small;
	const struct sl_net *one, *two;
	char why[256] = "";
	struct fixture f;

	set_up(&f);
	small = networks_find(&f.networks, "10.1.0.1");
	one = networks_of_node(&f.networks, small, "10.1.7.7", why, sizeof(why));
	two = networks_of_node(&f.networks, small, "10.1.7.7", why, sizeof(why));
	CU_ASSERT_FATAL(one != NULL);
	CU_ASSERT_PTR_EQUAL(one, two);
	UNIT_STR(one->servers[0], "10.1.7.7:80");
	UNIT_INT(one->prefix, 16);
	one = networks_of_node(&f.networks, NULL, NULL, why, sizeof(why));
	CU_ASSERT_FATAL(one != NULL);
	UNIT_STR(one->servers[0], "10.1.0.1:8080");
	UNIT_STR(one->domain, "site");
	CU_ASSERT_PTR_NULL(
		networks_of_node(&f.networks, small, "rack1", why, sizeof(why)));
	CU_ASSERT(strstr(why, "server=rack1") != NULL);
	tear_down(&f);
}

const struct unit_case unit_cases[] = {
	{ "networks are listed with their prefix lengths", listed },
	{ "an address is in the smallest network that has it", found },
	{ "a network has its own servers, else the site's", read_whole },
	{ "a node's servers stand for its network's", own_servers },
	{ NULL, NULL }
};
