/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/packimage.c - stateless packimage.
 */
#include "commands.h"
#include "units.h"

#include "core/boot/network.h"
#include "core/pack/pack.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a node needs grows with the CPUs its kernel could ever have. */
static void say_memory(const struct wire_manifest *manifest)
{
	static const unsigned cpus[] = { 2, 64, 256 };

	printf("  memory    ");
	for (size_t i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		char text[UNITS_ROOM];

		units_bytes(manifest->resident + manifest->per_cpu * cpus[i], text);
		printf("%s%s at %u CPUs", i ? ", " : "", text, cpus[i]);
	}
	printf(" (plus what is written)\n");
}

static void say_result(const struct generation *generation, int64_t ms)
{
	const struct wire_manifest *manifest = &generation->manifest;
	const struct wire_artefact *initrd = wire_manifest_role(manifest, SL_INITRD);
	const struct wire_artefact *root = wire_manifest_role(manifest, SL_ROOT);
	char bytes[UNITS_ROOM];

	printf("%s: packed by %s as generation %s in %.1f s\n", generation->image,
	       manifest->method, generation->name, (double)ms / 1000);
	if (root) {
		units_bytes(root->bytes, bytes);
		printf("  root      %s  %s\n", bytes, root->name);
	}
	if (initrd) {
		units_bytes(initrd->bytes, bytes);
		printf("  initrd    %s\n", bytes);
	}
	printf("  kernel    %s\n", manifest->kernel);
	say_memory(manifest);
}

/* Nodes stay with the generation they were set to until they are set again. */
static int say_older_nodes(struct cli *cli, const struct generation *generation)
{
	struct node_states states = { 0 };
	struct inventory *inventory = NULL;
	size_t older = 0;
	int status = cli_inventory(cli, &inventory);

	if (status)
		return status;
	if (inventory_states(&cli->log, inventory, NULL, &states) < 0)
		status = CLI_FAILED;
	for (size_t i = 0; i < states.n; i++) {
		const struct node_state *s = &states.v[i];

		if (s->image && strcmp(s->image, generation->image) == 0 && s->method &&
		    strcmp(s->method, generation->manifest.method) == 0 &&
		    s->generation && strcmp(s->generation, generation->sha256) != 0)
			older++;
	}
	if (older)
		printf("  nodes     %zu are set to an older generation; to move them:\n"
		       "            stateless nodeset NODES netboot=%s:%s\n",
		       older, generation->image, generation->manifest.method);
	node_states_fini(&states);
	inventory_close(inventory);
	return status;
}

/* Who may read what is packed. */
static int read_networks(struct cli *cli, struct strv *list)
{
	struct inventory *inventory = NULL;
	struct networks networks = { 0 };
	struct arena arena = { 0 };
	int status = cli_inventory(cli, &inventory);

	if (status)
		return status;
	status = cli_status(
		networks_load(&cli->log, &cli->site, inventory, &arena, &networks));
	networks_list(&networks, list);
	networks_fini(&networks);
	arena_fini(&arena);
	inventory_close(inventory);
	return status;
}

static int pack(struct cli *cli, const struct definition *def, const char *programs,
		const char *method)
{
	struct strv networks CLEANUP_STRV = { 0 };
	struct pack_request request = {
		.def = def,
		.registry = &cli->registry,
		.method = method,
		.programs = programs,
		.networks = &networks,
		.copy = cli_given(cli, "copy"),
		.dry_run = cli->dry_run,
		.stop = cli_interrupted,
	};
	struct generation generation;
	int64_t start = log_now_ms();
	int rc, status = cli->dry_run ? 0 : read_networks(cli, &networks);

	if (status)
		return status;
	rc = pack_image(&cli->log, &request, &generation);
	if (rc < 0 || cli->dry_run)
		return cli_status(rc);
	say_result(&generation, log_now_ms() - start);
	status = say_older_nodes(cli, &generation);
	generation_fini(&generation);
	return status;
}

static int pack_all(struct cli *cli, const char *name, const char *programs, size_t *good)
{
	struct strv methods CLEANUP_STRV = { 0 };
	struct definition def;
	int worst = CLI_OK, rc = cli_definition(cli, name, &def);

	if (rc < 0)
		return rc == -ENOENT || rc == -EINVAL ? CLI_USAGE : CLI_FAILED;
	cli->log.subject = name;
	cli_values(cli, "method", &methods);
	if (methods.n == 0)
		strv_add(&methods, definition_text(&def, "method"));
	for (size_t i = 0; i < methods.n && !cli_interrupted(); i++) {
		int status = pack(cli, &def, programs, methods.v[i]);

		*good += status == CLI_OK;
		if (status > worst)
			worst = status;
	}
	definition_fini(&def);
	cli->log.subject = NULL;
	return worst;
}

/* A method that was asked for and that nobody has is found before anything is packed. */
static int check_methods(struct cli *cli)
{
	struct strv methods CLEANUP_STRV = { 0 };

	cli_values(cli, "method", &methods);
	for (size_t i = 0; i < methods.n; i++)
		if (!registry_method(&cli->registry, methods.v[i]))
			return cli_usage(cli,
					 "no plugin packs by \"%s\"; `stateless "
					 "plugins` lists methods",
					 methods.v[i]);
	return 0;
}

static int run(struct cli *cli)
{
	char *programs CLEANUP_FREE = cli_program_folder(cli, "node");
	int worst = CLI_OK, status = cli_open(cli);
	size_t good = 0;

	if (status)
		return status;
	if (cli->rest.n == 0)
		return cli_usage(cli, "which image?");
	status = check_methods(cli);
	if (status)
		return status;
	for (size_t i = 0; i < cli->rest.n && !cli_interrupted(); i++) {
		status = pack_all(cli, cli->rest.v[i], programs, &good);
		if (status > worst)
			worst = status;
	}
	return cli_worst(good, worst);
}

static const struct cli_option options[] = {
	{ "method", 'm', "METHOD", "pack by this method; may be given several times" },
	{ "copy", 0, NULL, "pack a copy of the tree, where no overlay can be mounted" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_packimage = {
	.name = "packimage",
	.usage = "packimage [--copy] [-m METHOD]... IMAGE...",
	.help = "Pack an image's tree into a published generation",
	.more = "The tree is not changed.  The generation appears at once under its "
		"digest, and\n"
		"nodes that boot meanwhile are not disturbed.  The same tree packed "
		"again gives the\n"
		"same generation.",
	.options = options,
	.changes = true,
	.run = run,
};
