/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/world/make_world.c - make_world ROOT N [ARCH...]: a site with images a and b, a
 * network and nodes n1..nN, to measure and to test with.  N is 0: the images alone.
 * Of several architectures each has one image, called as it is, and nodes take turns; they
 * have os and profile, so that `nodeset all netboot` finds each node its image.
 */
#include "world.h"

#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

struct archs {
	char **v;
	unsigned n;
};

static void add_node(struct inventory *inventory, const struct archs *archs, unsigned i)
{
	char *name CLEANUP_FREE = mem_printf("n%u", i);
	char *attrs CLEANUP_FREE =
		mem_printf("groups=all arch=%s ip=10.%u.%u.%u "
			   "mac=52:54:%02x:%02x:%02x:%02x%s",
			   archs->v[i % archs->n], 1 + (i >> 16), i >> 8 & 255, i & 255,
			   i >> 24, i >> 16 & 255, i >> 8 & 255, i & 255,
			   archs->n > 1 ? " os=debian12 profile=compute" : "");

	world_put(inventory, OBJECT_NODE, name, attrs);
}

static int add_nodes(const char *root, const struct archs *archs, unsigned n)
{
	struct inventory *inventory = world_inventory(root);
	struct log log;

	log_init(&log, "make_world");
	if (inventory_begin(&log, inventory) < 0)
		return 1;
	world_put(inventory, OBJECT_NETWORK, "cluster", "net=10.0.0.0 mask=255.0.0.0");
	world_put(inventory, OBJECT_GROUP, "all", "serialport=0 serialspeed=115200");
	for (unsigned i = 1; i <= n; i++)
		add_node(inventory, archs, i);
	if (inventory_commit(&log, inventory) < 0)
		return 1;
	inventory_close(inventory);
	return 0;
}

static void add_images(const char *root, const struct archs *archs)
{
	if (archs->n == 1) {
		world_image(root, "a", archs->v[0], "first");
		world_image(root, "b", archs->v[0], "second");
	}
	for (unsigned i = 0; archs->n > 1 && i < archs->n; i++)
		world_image(root, archs->v[i], archs->v[i], "first");
}

int main(int argc, char **argv)
{
	char usual[] = "x86_64", *one[] = { usual };
	struct archs archs = { one, 1 };
	unsigned n;

	if (argc < 3) {
		fprintf(stderr, "usage: make_world ROOT N [ARCH...]\n");
		return 2;
	}
	if (argc > 3)
		archs = (struct archs){ argv + 3, (unsigned)argc - 3 };
	n = (unsigned)strtoul(argv[2], NULL, 10);
	world_file(argv[1], "etc/stateless/stateless.conf",
		   "servers = { \"10.0.0.1\" }\naddkcmdline = \"quiet\"\n");
	add_images(argv[1], &archs);
	return n ? add_nodes(argv[1], &archs, n) : 0;
}
