/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/memory.c - stateless memory: what an image will need on a node.
 */
#include "commands.h"
#include "units.h"

#include "core/image/memory.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

/* As many as a common server has; few hide what a CPU costs. */
enum { CPUS = 64, CPUS_MOST = 1 << 16 };

static int read_cpus(struct cli *cli, unsigned *cpus)
{
	static const struct sl_option option = { SL_INT, 0, "cpus", NULL, NULL, "" };
	const char *text = cli_value(cli, "cpus");
	char why[128];
	int64_t n;

	*cpus = CPUS;
	if (!text)
		return 0;
	if (option_check(&option, text, why, sizeof(why)) < 0)
		return cli_usage(cli, "--cpus %s: %s", text, why);
	n = option_number(SL_INT, text);
	if (n < 1 || n > CPUS_MOST)
		return cli_usage(cli, "--cpus must be from 1 to %d", CPUS_MOST);
	*cpus = (unsigned)n;
	return 0;
}

static void put(json_t *to, const char *name, uint64_t bytes)
{
	json_object_set_new(
		to, name,
		json_integer(bytes > INT64_MAX ? INT64_MAX : (json_int_t)bytes));
}

static json_t *method_json(const struct generation *generation,
			   const struct image_memory *memory)
{
	json_t *one = json_object();

	json_object_set_new(one, "method", json_string(generation->manifest.method));
	json_object_set_new(one, "generation", json_string(generation->name));
	put(one, "booting", memory->booting);
	put(one, "root", memory->root);
	put(one, "per_cpu", memory->per_cpu);
	put(one, "system", memory->system);
	put(one, "resident", memory->resident);
	put(one, "least", memory->least);
	return one;
}

static void print_json(const struct generations *list, unsigned cpus)
{
	json_t *all = json_object(), *methods = json_array();

	for (size_t i = 0; i < list->n; i++) {
		struct image_memory memory;

		image_memory(&list->v[i].manifest, cpus, &memory);
		json_array_append_new(methods, method_json(&list->v[i], &memory));
	}
	json_object_set_new(all, "image", json_string(list->v[0].image));
	json_object_set_new(all, "cpus", json_integer((json_int_t)cpus));
	json_object_set_new(all, "methods", methods);
	json_dumpf(all, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	puts("");
	json_decref(all);
}

static void print_method(const struct generation *generation,
			 const struct image_memory *memory)
{
	const uint64_t bytes[] = { memory->booting, memory->root, memory->per_cpu,
				   memory->resident, memory->least };

	printf("  %-10s %.16s", generation->manifest.method, generation->name);
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		char text[UNITS_ROOM];

		units_bytes(bytes[i], text);
		printf("  %9s", text);
	}
	puts("");
}

static void print(const struct generations *list, unsigned cpus)
{
	struct image_memory memory = { 0 };
	char system[UNITS_ROOM];

	printf("%s: memory of a node with %u possible CPU%s\n", list->v[0].image, cpus,
	       cpus == 1 ? "" : "s");
	printf("  %-10s %-16s  %9s  %9s  %9s  %9s  %9s\n", "method", "generation",
	       "booting", "root", "each CPU", "resident", "least");
	for (size_t i = 0; i < list->n; i++) {
		image_memory(&list->v[i].manifest, cpus, &memory);
		print_method(&list->v[i], &memory);
	}
	units_bytes(memory.system, system);
	printf("  resident: the root and %s for kernel, init and services, as measured "
	       "on "
	       "a small\n  system; what programs use and write comes on top.  least: "
	       "with "
	       "less available the\n  node refuses to boot.\n",
	       system);
}

static int show(struct cli *cli, unsigned cpus)
{
	struct generations list;
	int rc = image_memory_find(&cli->log, &cli->site, cli->rest.v[0], &list);

	if (rc == 0 && cli->json)
		print_json(&list, cpus);
	else if (rc == 0)
		print(&list, cpus);
	generations_fini(&list);
	return cli_status(rc);
}

static int check_image(struct cli *cli)
{
	struct image_ref ref;
	int status;

	if (image_ref_parse(&cli->log, cli->rest.v[0], &ref) < 0)
		return CLI_USAGE;
	status = cli_check_image(cli, ref.image);
	image_ref_fini(&ref);
	return status;
}

static int run(struct cli *cli)
{
	unsigned cpus = 0;
	int status = cli_open(cli);

	if (!status && cli->rest.n != 1)
		status = cli_usage(cli, "one image, please");
	if (!status)
		status = read_cpus(cli, &cpus);
	if (!status)
		status = check_image(cli);
	return status ? status : show(cli, cpus);
}

static const struct cli_option options[] = {
	{ "cpus", 'c', "N", "that the node's kernel allows for; default: 64" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_memory = {
	.name = "memory",
	.usage = "memory [--cpus N] IMAGE[:METHOD][@GENERATION]",
	.help = "Say what an image will need of a node's memory, by each method",
	.more = "Of each method that the image was packed by, its newest generation:\n"
		"  booting   the most that the root takes until it is mounted\n"
		"  root      what it keeps as long as the node runs, and of it each "
		"CPU's "
		"part;\n"
		"            possible CPUs count (/sys/devices/system/cpu/possible), "
		"which "
		"are often\n"
		"            more than are there\n"
		"  resident  the root and the system: what cannot be dropped\n"
		"  least     what must be available, or the node refuses to boot",
	.options = options,
	.reports = true,
	.run = run,
};
