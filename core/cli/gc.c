/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/gc.c - stateless gc: removes generations that nobody needs.
 */
#include "commands.h"

#include "core/image/definition.h"
#include "core/image/gc.h"
#include "wire/report.h"

#include <stdio.h>
#include <string.h>

/* What nodes are set to and were set to before, and what they last said they run. */
static int needed(struct cli *cli, struct strv *keep)
{
	struct inventory *inventory = NULL;
	struct node_states states = { 0 };
	struct node_reports reports = { 0 };
	int rc, status = cli_inventory(cli, &inventory);

	if (status)
		return status;
	rc = inventory_states(&cli->log, inventory, NULL, &states);
	if (rc == 0)
		rc = inventory_reports(&cli->log, inventory, NULL, &reports);
	for (size_t i = 0; rc == 0 && i < states.n; i++) {
		const struct node_state *state = &states.v[i];

		if (state->generation)
			strv_add(keep, state->generation);
		if (state->previous.generation)
			strv_add(keep, state->previous.generation);
	}
	for (size_t i = 0; rc == 0 && i < reports.n; i++) {
		struct wire_report report;
		const char *text = reports.v[i].text;

		if (text && wire_report_read(text, strlen(text), &report) == 0)
			strv_add(keep, report.generation);
	}
	strv_sort(keep);
	strv_uniq(keep);
	node_states_fini(&states);
	node_reports_fini(&reports);
	inventory_close(inventory);
	return cli_status(rc);
}

static int run(struct cli *cli)
{
	struct strv names CLEANUP_STRV = { 0 }, keep CLEANUP_STRV = { 0 };
	int rc = 0, status = needed(cli, &keep);

	if (status)
		return status;
	strv_add_all(&names, &cli->rest);
	if (names.n == 0)
		rc = definition_names(&cli->log, &cli->site, &names);
	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		struct strv removed CLEANUP_STRV = { 0 };

		rc = gc_image(&cli->log, &cli->site, names.v[i], &keep, cli->dry_run,
			      &removed);
		for (size_t k = 0; k < removed.n; k++)
			printf("%s: generation %s %s\n", names.v[i], removed.v[k],
			       cli->dry_run ? "would be removed" : "removed");
	}
	return cli_status(rc);
}

const struct command command_gc = {
	.name = "gc",
	.usage = "gc [IMAGE]...",
	.help = "Remove generations that no node, link or tag needs",
	.more = "Kept are: what a node is set to or was set to before (for rollback), "
		"what a "
		"node\n"
		"last reported to run, what has a tag, and the last two of each method.",
	.changes = true,
	.run = run,
};
