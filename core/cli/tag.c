/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/tag.c - stateless tag: a name of one's own for a generation, which keeps it.
 */
#include "commands.h"

#include "core/base/file.h"
#include "core/image/generation.h"
#include "core/image/lock.h"

#include <stdio.h>

/* gc must not look between our finding it and the tag that keeps it. */
static int tag(struct cli *cli, const struct generation *generation, const char *name)
{
	int lock CLEANUP_FD = image_lock(&cli->log, &cli->site, generation->image);

	return cli_status(
		lock < 0 ? lock
			 : generation_tag(&cli->log, &cli->site, generation, name));
}

static int run(struct cli *cli)
{
	struct generation generation;
	int status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n != 2)
		return cli_usage(cli, "an image and a tag, please");
	status = cli_generation(cli, cli->rest.v[0], &generation);
	if (status)
		return status;
	if (cli->dry_run)
		printf("%s: generation %s would be tagged %s\n", generation.image,
		       generation.name, cli->rest.v[1]);
	else
		status = tag(cli, &generation, cli->rest.v[1]);
	generation_fini(&generation);
	return status;
}

const struct command command_tag = {
	.name = "tag",
	.usage = "tag IMAGE[:METHOD][@GENERATION] NAME",
	.help = "Give a generation a name, which also keeps it from gc",
	.changes = true,
	.run = run,
};
