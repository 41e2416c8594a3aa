/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/gc.c - stateless gc: removes generations that nobody needs.
 */
#include "commands.h"

#include "core/base/file.h"
#include "core/image/definition.h"
#include "core/image/gc.h"
#include "core/image/lock.h"
#include "wire/report.h"

#include <stdio.h>
#include <string.h>

/* What nodes are set to and were set to before, and what they last said they run. */
static int needed(struct cli *cli, struct inventory *inventory, struct strv *keep)
{
	struct node_states states = { 0 };
	struct node_reports reports = { 0 };
	int rc = inventory_states(&cli->log, inventory, NULL, &states);

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
	return rc;
}

/* Nothing is written to the inventory: its change keeps a nodeset from recording what is
 * taken away here (core/image/gc.h). */
static int take(struct cli *cli, struct inventory *inventory, const char *image,
		struct strv *removed)
{
	struct strv keep CLEANUP_STRV = { 0 };
	int rc = cli->dry_run ? 0 : inventory_begin(&cli->log, inventory);

	if (rc == 0)
		rc = needed(cli, inventory, &keep);
	if (rc == 0)
		rc = gc_image(&cli->log, &cli->site, image, &keep, cli->dry_run, removed);
	inventory_undo(inventory);
	return rc;
}

/* What is being packed stands for a moment without the link that keeps it: under the
 * image's lock nobody packs. */
static int collect(struct cli *cli, struct inventory *inventory, const char *image)
{
	struct strv removed CLEANUP_STRV = { 0 };
	int lock CLEANUP_FD = -1;
	int rc = 0;

	if (!cli->dry_run) {
		lock = image_lock(&cli->log, &cli->site, image);
		rc = lock < 0 ? lock : 0;
	}
	if (rc == 0)
		rc = take(cli, inventory, image, &removed);
	if (rc == 0 && !cli->dry_run)
		rc = gc_sweep(&cli->log, &cli->site, image);
	for (size_t i = 0; i < removed.n; i++)
		printf("%s: generation %s %s\n", image, removed.v[i],
		       cli->dry_run ? "would be removed" : "removed");
	return cli_status(rc);
}

/* Names that were given must be of images; an image without a definition may have left
 * generations behind. */
static int check_names(struct cli *cli, struct strv *names)
{
	struct image_ref ref;

	for (size_t i = 0; i < cli->rest.n; i++) {
		int status;

		if (image_ref_parse(&cli->log, cli->rest.v[i], &ref) < 0)
			return CLI_USAGE;
		status = ref.method || ref.generation
				 ? cli_usage(cli, "%s: gc takes names of images only",
					     cli->rest.v[i])
				 : cli_check_image(cli, ref.image);
		image_ref_fini(&ref);
		if (status)
			return status;
		strv_add(names, cli->rest.v[i]);
	}
	return 0;
}

static int run(struct cli *cli)
{
	struct strv names CLEANUP_STRV = { 0 };
	struct inventory *inventory = NULL;
	size_t good = 0;
	int worst = CLI_OK, status = cli_inventory(cli, &inventory);

	if (!status)
		status = check_names(cli, &names);
	if (!status && names.n == 0)
		status = cli_status(definition_names(&cli->log, &cli->site, &names));
	for (size_t i = 0; !status && i < names.n && !cli_interrupted(); i++) {
		int one = collect(cli, inventory, names.v[i]);

		good += one == CLI_OK;
		worst = one > worst ? one : worst;
	}
	inventory_close(inventory);
	return status ? status : cli_worst(good, worst);
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
