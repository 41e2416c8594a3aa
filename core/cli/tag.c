/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/tag.c - stateless tag: a name of one's own for a generation, which keeps it.
 */
#include "commands.h"

#include "core/image/generation.h"

#include <stdio.h>

static int run(struct cli *cli)
{
	struct generation generation;
	int rc, status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n != 2)
		return cli_usage(cli, "an image and a tag, please");
	rc = generation_resolve(&cli->log, &cli->site, cli->rest.v[0], &generation);
	if (rc == 0 && cli->dry_run)
		printf("%s: generation %s would be tagged %s\n", generation.image,
		       generation.name, cli->rest.v[1]);
	else if (rc == 0)
		rc = generation_tag(&cli->log, &cli->site, &generation, cli->rest.v[1]);
	generation_fini(&generation);
	return cli_status(rc);
}

const struct command command_tag = {
	.name = "tag",
	.usage = "tag IMAGE[:METHOD][@GENERATION] NAME",
	.help = "Give a generation a name, which also keeps it from gc",
	.changes = true,
	.run = run,
};
