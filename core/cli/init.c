/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/init.c - stateless init: makes a new site, and lets the doctor look at it.
 */
#include "commands.h"
#include "report_doctor.h"

#include "core/base/path.h"
#include "core/boot/boot.h"
#include "core/init/init.h"

#include <stdio.h>

/* dnsmasq refuses to start when the file that its drop-in names is not there. */
static int write_answers(struct cli *cli, struct inventory *inventory)
{
	const struct boot boot = { .log = &cli->log,
				   .site = &cli->site,
				   .registry = &cli->registry,
				   .inventory = inventory };
	const struct boot_request request = { .set = BOOT_AS_RECORDED };
	struct boot_result result;

	return boot_dhcp(&boot, &request, &result);
}

static int fill(struct cli *cli, const struct init_request *request)
{
	struct inventory *inventory = NULL;
	char *database CLEANUP_FREE = path_join(cli->site.statedir, "inventory.db");
	int status = 0, rc = init_folders(&cli->log, request, &cli->site);

	if (rc == 0 && (!cli->dry_run || path_exists(database)))
		status = cli_inventory(cli, &inventory);
	if (rc == 0 && !status)
		rc = init_network(&cli->log, request, inventory);
	if (rc == 0 && !status && !cli->dry_run)
		rc = write_answers(cli, inventory);
	if (rc == 0 && !status)
		rc = init_services(&cli->log, request, &cli->site);
	inventory_close(inventory);
	return status ? status : cli_status(rc);
}

static int run(struct cli *cli)
{
	char *program CLEANUP_FREE = path_join(cli->program, "stateless");
	char *units CLEANUP_FREE = cli_program_folder(cli, "packaging");
	char *unit CLEANUP_FREE = path_join(units, "stateless-serve.service");
	const struct init_request request = {
		.network = cli_value(cli, "network"),
		.server = cli_value(cli, "server"),
		.interface = cli_value(cli, "interface"),
		.program = program,
		.unit = unit,
		.show = stdout,
		.dry_run = cli->dry_run,
	};
	int status;

	if (cli->rest.n)
		return cli_usage(cli, "init takes no words: %s", cli->rest.v[0]);
	if (init_check(&cli->log, &request) < 0)
		return CLI_USAGE;
	if (init_configuration(&cli->log, &request, cli->root) < 0)
		return CLI_FAILED;
	status = cli_open(cli);
	if (!status)
		status = fill(cli, &request);
	if (status || cli->dry_run)
		return status;
	putchar('\n');
	/* Its problems are what is left to do, and no failure of ours. */
	(void)!report_doctor(cli);
	return CLI_OK;
}

static const struct cli_option options[] = {
	{ "network", 0, "NET/PREFIX", "of the nodes: 10.1.0.0/16" },
	{ "server", 0, "ADDRESS", "of this machine, as the nodes see it" },
	{ "interface", 0, "NAME", "on which DHCP answers; default: all" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_init = {
	.name = "init",
	.usage = "init [--network NET/PREFIX] [--server ADDRESS] [--interface NAME]",
	.help = "Make a new site, then check it as doctor does",
	.more = "Makes folders, a stateless.conf to start from, the network in the "
		"inventory, the\n"
		"file of /etc/dnsmasq.d that takes in ours, and the unit of `stateless "
		"serve`.  What\n"
		"is there already is kept as it is, so that init may be run again.  What "
		"the check "
		"finds\n"
		"is left to do, and does not change the exit status.",
	.options = options,
	.changes = true,
	.run = run,
};
