/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/rollback.c - stateless rollback: nodes boot what they were set to before.
 */
#include "commands.h"
#include "set_nodes.h"

#include "core/inventory/noderange.h"

#include <errno.h>

static int roll_back(struct cli *cli, const struct boot *boot)
{
	struct strv nodes CLEANUP_STRV = { 0 };
	struct boot_request request = { .set = BOOT_PREVIOUS, .nodes = &nodes };
	struct boot_result result;
	int missed = noderange_of(&cli->log, boot->inventory, cli->rest.v[0], &nodes);
	int status;

	if (missed < 0 && (missed != -ENOENT || nodes.n == 0))
		return missed == -EINVAL ? CLI_USAGE : cli_status(missed);
	status = set_nodes(cli, boot, &request, &result);
	return status == CLI_OK && missed < 0 ? CLI_SOME : status;
}

static int run(struct cli *cli)
{
	struct boot boot = { .log = &cli->log,
			     .site = &cli->site,
			     .registry = &cli->registry };
	int status;

	if (cli->rest.n != 1)
		return cli_usage(cli, "rollback takes a noderange");
	status = cli_inventory(cli, &boot.inventory);
	if (status)
		return status;
	status = roll_back(cli, &boot);
	inventory_close(boot.inventory);
	return status;
}

const struct command command_rollback = {
	.name = "rollback",
	.usage = "rollback NODES",
	.help = "Set nodes back to what they were set to before",
	.more = "Each node goes back to the state, image and generation of before the "
		"last\n"
		"nodeset that changed them; a second rollback undoes the first.  gc "
		"keeps the\n"
		"generations that this needs.",
	.changes = true,
	.run = run,
};
