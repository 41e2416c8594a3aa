/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/testboot.c - stateless testboot.
 */
#include "commands.h"

#include "core/testboot/testboot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* A number option as option_check() knows them.  0, or CLI_USAGE. */
static int number(struct cli *cli, const char *name, uint32_t type, int64_t *value)
{
	const struct sl_option option = { type, 0, name, NULL, NULL, "" };
	const char *text = cli_value(cli, name);
	char why[128];

	if (!text)
		return 0;
	if (option_check(&option, text, why, sizeof(why)) < 0)
		return cli_usage(cli, "--%s %s: %s", name, text, why);
	*value = option_number(type, text);
	return *value > 0 ? 0 : cli_usage(cli, "--%s must be more than nothing", name);
}

/* "128" means MB, as for every emulator; else a size with its unit. */
static int memory(struct cli *cli, int64_t *bytes)
{
	const char *text = cli_value(cli, "memory");
	int status = number(cli, "memory", SL_SIZE, bytes);
	char *end;

	if (status || !text)
		return status;
	strtoll(text, &end, 10);
	if (!*end)
		*bytes <<= 20;
	return 0;
}

static int boot(struct cli *cli, int64_t bytes, int64_t cpus, int64_t timeout)
{
	struct strv commands CLEANUP_STRV = { 0 };
	struct generation generation;
	struct testboot_request request = {
		.site = &cli->site,
		.registry = &cli->registry,
		.generation = &generation,
		.platform = cli_value(cli, "platform"),
		.firmware = cli_value(cli, "firmware"),
		.memory = (uint64_t)bytes,
		.cpus = (unsigned)cpus,
		.timeout_s = (unsigned)timeout,
		.commands = &commands,
		.keep = cli_given(cli, "keep"),
		.json = cli->json,
		.stop = cli_interrupted,
	};
	int rc, status = cli_generation(cli, cli->rest.v[0], &generation);

	if (status)
		return status;
	cli_values(cli, "run", &commands);
	cli->log.subject = generation.image;
	rc = testboot_run(&cli->log, &request);
	cli->log.subject = NULL;
	generation_fini(&generation);
	return cli_status(rc);
}

static int run(struct cli *cli)
{
	int64_t bytes = (int64_t)1 << 30, cpus = 2, timeout = 300;
	int status = cli_open(cli);

	if (!status && cli->rest.n != 1)
		status = cli_usage(cli, "one image, please");
	if (!status)
		status = memory(cli, &bytes);
	if (!status)
		status = number(cli, "cpus", SL_INT, &cpus);
	if (!status)
		status = number(cli, "timeout", SL_SECONDS, &timeout);
	return status ? status : boot(cli, bytes, cpus, timeout);
}

static const struct cli_option options[] = {
	{ "firmware", 'f', "NAME", "of the platform; default: its first" },
	{ "platform", 'p', "NAME",
	  "default: the image's, else that of its architecture" },
	{ "memory", 'm', "SIZE", "of the node, in MB or with a unit; default: 1024" },
	{ "cpus", 'c', "N", "of the node; default: 2" },
	{ "timeout", 't', "SECONDS", "until it must be up; default: 300" },
	{ "run", 'r', "COMMAND",
	  "run on the node by its shell; may be given several times" },
	{ "keep", 0, NULL, "keep console, logs and boot files" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_testboot = {
	.name = "testboot",
	.usage = "testboot [OPTION]... IMAGE[:METHOD][@GENERATION]",
	.help = "Boot an emulated node from an image, over a network of its own",
	.more = "From the network card's ROM to multi-user, by the boot files that "
		"nodeset writes,\n"
		"a real DHCP and TFTP server, and our server.  Nothing of the host's "
		"network is\n"
		"touched.  Ends with 0 when the node reports that it is up and every "
		"command ended\n"
		"with 0; else says which phase failed and shows the end of the node's "
		"console.",
	.options = options,
	.reports = true,
	.run = run,
};
