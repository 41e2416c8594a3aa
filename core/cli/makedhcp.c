/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/makedhcp.c - stateless makedhcp: the DHCP answers of all nodes.
 */
#include "commands.h"

#include "core/boot/boot.h"

#include <errno.h>
#include <stdio.h>

static int write_answers(struct cli *cli, struct inventory *inventory)
{
	const struct boot boot = { &cli->log, &cli->site, &cli->registry, inventory };
	const struct boot_request request = { .show = stdout, .dry_run = cli->dry_run };
	struct boot_result result;
	int rc = boot_dhcp(&boot, &request, &result);

	if (rc < 0)
		return cli_status(rc);
	if (cli->dry_run || cli->log.level >= LOG_LEVEL_WARNING)
		printf("%zu node%s answered; files: %zu %swritten, %zu unchanged\n",
		       result.set, result.set == 1 ? " is" : "s are", result.written,
		       cli->dry_run ? "would be " : "", result.same);
	if (!result.failed)
		return CLI_OK;
	log_fail(&cli->log, EINVAL, "%zu node%s left out, as said above", result.failed,
		 result.failed == 1 ? " is" : "s are");
	return result.set ? CLI_SOME : CLI_FAILED;
}

/* What a command that was ended had recorded and not written yet. */
static int finish(struct cli *cli, struct inventory *inventory)
{
	const struct boot boot = { .log = &cli->log,
				   .site = &cli->site,
				   .registry = &cli->registry,
				   .inventory = inventory };

	return cli_status(boot_finish(&boot));
}

static int run(struct cli *cli)
{
	struct inventory *inventory = NULL;
	int status;

	if (cli->rest.n)
		return cli_usage(cli, "makedhcp takes no names: it is about all nodes");
	status = cli_inventory(cli, &inventory);
	if (status)
		return status;
	if (!cli->dry_run)
		status = finish(cli, inventory);
	if (!status)
		status = write_answers(cli, inventory);
	inventory_close(inventory);
	return status;
}

const struct command command_makedhcp = {
	.name = "makedhcp",
	.usage = "makedhcp",
	.help = "Write the DHCP server's files for all nodes, and tell it",
	.more = "Answered is every node with mac and ip that is not offline.  nodeset "
		"does "
		"the same\n"
		"for the nodes that it sets; makedhcp is due after nodes were removed by "
		"hand, or\n"
		"to answer nodes that were never set.",
	.changes = true,
	.run = run,
};
