/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/nodeset.c - stateless nodeset: what nodes boot next.
 */
#include "commands.h"
#include "set_nodes.h"

#include "core/base/str.h"
#include "core/boot/boot.h"
#include "core/image/generation.h"
#include "core/inventory/noderange.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* "netboot", "netboot=IMG", "osimage=IMG", "boot", "offline"; false: none of them. */
static bool parse_action(const char *word, struct boot_request *request)
{
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	const char *image = equals ? equals + 1 : NULL;

	request->image = image;
	request->set = BOOT_NETBOOT;
	if (n == 7 &&
	    (strncmp(word, "netboot", n) == 0 || strncmp(word, "osimage", n) == 0))
		return image ? *image != '\0' : word[0] == 'n';
	request->set = BOOT_LOCAL;
	if (strcmp(word, "boot") == 0)
		return true;
	request->set = BOOT_OFFLINE;
	return strcmp(word, "offline") == 0;
}

/* ---- stat ---- */

static void print_state(const char *node, const struct node_state *state)
{
	if (!state)
		printf("%s: unset\n", node);
	else if (state->image)
		printf("%s: %s %s:%s@%.*s%s\n", node, state->state, state->image,
		       state->method ? state->method : "", GENERATION_NAME,
		       state->generation ? state->generation : "",
		       state->applied ? "" : " (not applied)");
	else
		printf("%s: %s%s\n", node, state->state,
		       state->applied ? "" : " (not applied)");
}

static json_t *state_as_json(const char *node, const struct node_state *state)
{
	if (!state)
		return json_pack("{s:s, s:n}", "node", node, "state");
	return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:b}", "node", node, "state",
			 state->state, "image", state->image, "method", state->method,
			 "generation", state->generation, "applied", state->applied);
}

static int stat_json(struct cli *cli, const struct strv *nodes,
		     const struct node_states *states)
{
	json_t *list = json_array();
	int rc = 0;

	for (size_t i = 0; i < nodes->n; i++)
		json_array_append_new(
			list, state_as_json(nodes->v[i],
					    node_states_find(states, nodes->v[i])));
	if (json_dumpf(list, stdout, JSON_INDENT(2)) != 0)
		rc = log_fail(&cli->log, EIO, "cannot write the states as JSON");
	putchar('\n');
	json_decref(list);
	return rc;
}

static int stat_nodes(struct cli *cli, const struct boot *boot, const struct strv *nodes)
{
	struct node_states states;
	int rc = inventory_states(&cli->log, boot->inventory, nodes, &states);

	if (rc < 0)
		return cli_status(rc);
	if (cli->json)
		rc = stat_json(cli, nodes, &states);
	for (size_t i = 0; !cli->json && i < nodes->n; i++)
		print_state(nodes->v[i], node_states_find(&states, nodes->v[i]));
	node_states_fini(&states);
	return cli_status(rc);
}

/* ---- set ---- */

static void say_left(const struct cli *cli, const struct boot_result *result)
{
	bool pinned = result->image[0] != '\0';

	printf("%zu node%s left; to go on: stateless %s%s%snodeset '%s' ", result->left,
	       result->left == 1 ? " is" : "s are", *cli->root ? "--root " : "",
	       cli->root, *cli->root ? " " : "", cli->rest.v[0]);
	/* The same generation again, whatever is packed meanwhile. */
	printf("%s%s --limit %s\n", pinned ? "netboot=" : "",
	       pinned ? result->image : cli->rest.v[1], cli_value(cli, "limit"));
}

static int set(struct cli *cli, const struct boot *boot, struct boot_request *request)
{
	const char *limit = cli_value(cli, "limit");
	struct boot_result result;
	int status;

	if (limit && boot_limit(limit, request->nodes->n, &request->limit) < 0)
		return cli_usage(
			cli,
			"--limit %s: must be a number of nodes, as 20, or a part "
			"of them, as 10%%",
			limit);
	status = set_nodes(cli, boot, request, &result);
	if (result.left && cli->log.level > LOG_LEVEL_ERROR)
		say_left(cli, &result);
	return status;
}

/* Names that the range has and the inventory has not: the others are done all the same.
 */
static int run_nodes(struct cli *cli, struct boot *boot)
{
	struct boot_request request = { .set = BOOT_AS_RECORDED };
	struct strv nodes CLEANUP_STRV = { 0 };
	bool stat = strcmp(cli->rest.v[1], "stat") == 0;
	int missed, status;

	if (stat && cli_given(cli, "limit"))
		return cli_usage(cli, "stat sets nothing, so it takes no --limit");
	if (!stat && !parse_action(cli->rest.v[1], &request))
		return cli_usage(cli, "\"%s\" is no state to set nodes to",
				 cli->rest.v[1]);
	missed = noderange_of(&cli->log, boot->inventory, cli->rest.v[0], &nodes);
	if (missed < 0 && (missed != -ENOENT || nodes.n == 0))
		return missed == -EINVAL ? CLI_USAGE : cli_status(missed);
	request.nodes = &nodes;
	status = stat ? stat_nodes(cli, boot, &nodes) : set(cli, boot, &request);
	return status == CLI_OK && missed < 0 ? CLI_SOME : status;
}

static int run(struct cli *cli)
{
	struct boot boot = { .log = &cli->log };
	int status;

	if (cli->rest.n != 2)
		return cli_usage(cli, "nodeset takes a noderange and a state");
	status = cli_inventory(cli, &boot.inventory);
	if (status)
		return status;
	boot.site = &cli->site;
	boot.registry = &cli->registry;
	status = run_nodes(cli, &boot);
	inventory_close(boot.inventory);
	return status;
}

static const struct cli_option options[] = {
	{ "limit", 0, "N|P%", "at most so many of those that would change" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_nodeset = {
	.name = "nodeset",
	.usage = "nodeset NODES netboot[=IMAGE] | osimage=IMAGE | boot | offline | stat "
		 "[--limit N|P%]",
	.help = "Set what nodes boot next, and write the files that make it so",
	.more = "  netboot=IMAGE[:METHOD][@GENERATION]  that generation, until set "
		"again\n"
		"  netboot   the image whose distribution and version, arch and profile "
		"are "
		"the\n"
		"            node's os, arch and profile\n"
		"  boot      its own disk\n"
		"  offline   nothing: boot files and DHCP answer are removed\n"
		"  stat      show what each node is set to",
	.options = options,
	.changes = true,
	.reports = true,
	.run = run,
};
