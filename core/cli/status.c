/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/status.c - stateless status: what nodes are set to, and what they report.
 *
 * What a node says of itself is printed with its control characters spelled out: a
 * terminal obeys them.
 */
#include "commands.h"
#include "status_output.h"

#include "core/inventory/noderange.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WATCH_MS = 2000 };

static const struct cli_option options[] = {
	{ "long", 'l', NULL, "everything that is known of each node" },
	{ "failed", 0, NULL, "only nodes whose boot failed" },
	{ "stale", 0, NULL,
	  "only nodes that run another generation than they are set to, or hang" },
	{ "watch", 'w', NULL, "show it again every two seconds" },
	{ NULL, 0, NULL, NULL },
};

static bool is_wanted(const struct cli *cli, const struct nodestatus *status)
{
	bool failed = cli_given(cli, "failed"), stale = cli_given(cli, "stale");

	return (!failed && !stale) || (failed && status->life == NODESTATUS_FAILED) ||
	       (stale && status->stale);
}

static void show(struct cli *cli, const struct nodestatus_source *source,
		 const struct strv *names)
{
	bool full = cli_given(cli, "long");
	int64_t now = (int64_t)time(NULL);
	struct status_output out;

	status_output_begin(&out, cli->json, full, names);
	for (size_t i = 0; i < names->n; i++) {
		struct nodestatus status;

		nodestatus_find(source, names->v[i], now, &status);
		if (is_wanted(cli, &status))
			status_output_add(&out, &status);
	}
	status_output_end(&out);
}

/* 0; -ENOENT when some of the range is not there (the others are in *names). */
static int choose(struct cli *cli, struct inventory *inventory, struct strv *names)
{
	struct objects nodes;
	int rc = 0;

	if (cli->rest.n) {
		char *range CLEANUP_FREE = strv_join(&cli->rest, ",");

		return noderange_of(&cli->log, inventory, range, names);
	}
	rc = inventory_load(&cli->log, inventory, OBJECT_NODE, NULL, false, &nodes);
	for (size_t i = 0; rc == 0 && i < nodes.n; i++)
		strv_add(names, nodes.v[i].name);
	objects_fini(&nodes);
	return rc;
}

static int show_once(struct cli *cli, struct inventory *inventory)
{
	struct nodestatus_source source;
	struct strv names CLEANUP_STRV = { 0 };
	int missed = choose(cli, inventory, &names);
	int rc = missed == -ENOENT ? 0 : missed;

	if (rc == 0)
		rc = nodestatus_load(&cli->log, inventory, &names, &source);
	if (rc < 0)
		return cli_status(rc);
	show(cli, &source, &names);
	nodestatus_fini(&source);
	return missed == 0 ? CLI_OK : names.n ? CLI_SOME : CLI_FAILED;
}

static int watch(struct cli *cli, struct inventory *inventory)
{
	const char *clear = isatty(STDOUT_FILENO) ? "\033[H\033[2J" : "\n";
	int status = CLI_OK;

	while (!cli_interrupted() && (status == CLI_OK || status == CLI_SOME)) {
		fputs(clear, stdout);
		status = show_once(cli, inventory);
		if (fflush(stdout) != 0)
			return CLI_FAILED;
		(void)poll(NULL, 0, WATCH_MS);
	}
	return cli_interrupted() ? CLI_INTERRUPTED : status;
}

static int run(struct cli *cli)
{
	struct inventory *inventory = NULL;
	int status;

	if (cli->json && cli_given(cli, "watch"))
		return cli_usage(cli, "--watch is for people, --json for programs: "
				      "choose one");
	status = cli_inventory(cli, &inventory);
	if (!status)
		status = cli_given(cli, "watch") ? watch(cli, inventory)
						 : show_once(cli, inventory);
	inventory_close(inventory);
	return status;
}

const struct command command_status = {
	.name = "status",
	.usage = "status [NODES] [-l] [--failed] [--stale] [--watch]",
	.help = "Show what nodes are set to, and what they report",
	.more = "A boot that nothing was heard of for ten minutes hangs, and is stale.",
	.options = options,
	.reports = true,
	.run = run,
};
