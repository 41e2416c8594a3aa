/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/world/make_world.c - make_world ROOT N [ARCH]: a site with images a and b, a
 * network and nodes n1..nN, to measure and to test with.  N is 0: the images alone.
 */
#include "world.h"

#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

static void add_node(struct inventory *inventory, const char *arch, unsigned i)
{
	char *name CLEANUP_FREE = mem_printf("n%u", i);
	char *attrs CLEANUP_FREE =
		mem_printf("groups=all arch=%s ip=10.%u.%u.%u "
			   "mac=52:54:%02x:%02x:%02x:%02x",
			   arch, 1 + (i >> 16), i >> 8 & 255, i & 255, i >> 24,
			   i >> 16 & 255, i >> 8 & 255, i & 255);

	world_put(inventory, OBJECT_NODE, name, attrs);
}

static int add_nodes(const char *root, const char *arch, unsigned n)
{
	struct inventory *inventory = world_inventory(root);
	struct log log;

	log_init(&log, "make_world");
	if (inventory_begin(&log, inventory) < 0)
		return 1;
	world_put(inventory, OBJECT_NETWORK, "cluster", "net=10.0.0.0 mask=255.0.0.0");
	world_put(inventory, OBJECT_GROUP, "all", "serialport=0 serialspeed=115200");
	for (unsigned i = 1; i <= n; i++)
		add_node(inventory, arch, i);
	if (inventory_commit(&log, inventory) < 0)
		return 1;
	inventory_close(inventory);
	return 0;
}

int main(int argc, char **argv)
{
	const char *arch = argc == 4 ? argv[3] : "x86_64";
	unsigned n;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: make_world ROOT N [ARCH]\n");
		return 2;
	}
	n = (unsigned)strtoul(argv[2], NULL, 10);
	world_file(argv[1], "etc/stateless/stateless.conf",
		   "servers = { \"10.0.0.1\" }\naddkcmdline = \"quiet\"\n");
	world_image(argv[1], "a", arch, "first");
	world_image(argv[1], "b", arch, "second");
	return n ? add_nodes(argv[1], arch, n) : 0;
}
