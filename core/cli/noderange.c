/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/noderange.c - stateless noderange: says which nodes a range means.
 */
#include "core/inventory/noderange.h"
#include "commands.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

static void print(const struct strv *nodes, bool json)
{
	json_t *all = json ? json_array() : NULL;

	for (size_t i = 0; i < nodes->n; i++) {
		if (json)
			json_array_append_new(all, json_string(nodes->v[i]));
		else
			puts(nodes->v[i]);
	}
	if (!json)
		return;
	json_dumpf(all, stdout, JSON_INDENT(2));
	puts("");
	json_decref(all);
}

static int show(struct cli *cli, struct inventory *inventory)
{
	char *range CLEANUP_FREE = strv_join(&cli->rest, ",");
	struct strv nodes CLEANUP_STRV = { 0 };
	int rc = noderange_of(&cli->log, inventory, range, &nodes);

	if (rc < 0 && rc != -ENOENT)
		return cli_status(rc);
	print(&nodes, cli->json);
	if (rc == 0)
		return CLI_OK;
	return nodes.n ? CLI_SOME : CLI_FAILED;
}

static int run(struct cli *cli)
{
	struct inventory *inventory = NULL;
	int status;

	if (cli->rest.n == 0)
		return cli_usage(cli, "a node range is missing");
	status = cli_inventory(cli, &inventory);
	if (!status)
		status = show(cli, inventory);
	inventory_close(inventory);
	return status;
}

const struct command command_noderange = {
	.name = "noderange",
	.usage = "noderange EXPR",
	.help = "Say which nodes a range means, one per line",
	.more = "  n1,compute       nodes and groups        -n7  compute,-n7  without\n"
		"  n[1-3,7]r[01-04] every combination       a@b               nodes of "
		"both\n"
		"  n1-n9  n1:n9     the number counts up    (a,b)@c           first "
		"this\n"
		"  n1+3             and the three after     ^FILE             a range "
		"per line\n"
		"  /REGEX           names that match        profile==login    by "
		"attribute "
		"(!= =~ !~)",
	.reports = true,
	.run = run,
};
