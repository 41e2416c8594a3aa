/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/genimage.c - stateless genimage.
 */
#include "commands.h"

#include "core/build/build.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int generate(struct cli *cli, const char *name)
{
	struct build_request request = {
		.registry = &cli->registry,
		.kernel = cli_value(cli, "kernel"),
		.update = cli_given(cli, "update"),
		.dry_run = cli->dry_run,
		.stop = cli_interrupted,
	};
	struct definition def;
	int64_t start = log_now_ms();
	int rc = cli_definition(cli, name, &def);

	if (rc < 0)
		return rc == -ENOENT || rc == -EINVAL ? CLI_USAGE : CLI_FAILED;
	cli->log.subject = name;
	request.def = &def;
	rc = build_image(&cli->log, &request);
	if (rc == 0 && !cli->dry_run)
		printf("%s: %s %s in %.1f s\n", name,
		       request.update ? "updated" : "built", def.tree,
		       (double)(log_now_ms() - start) / 1000);
	definition_fini(&def);
	cli->log.subject = NULL;
	return cli_status(rc);
}

/* The next image is still built when one fails; the worst result is the exit status. */
static int run(struct cli *cli)
{
	int worst = CLI_OK, status = cli_open(cli);
	size_t good = 0;

	if (status)
		return status;
	if (cli->rest.n == 0)
		return cli_usage(cli, "which image?");
	for (size_t i = 0; i < cli->rest.n && !cli_interrupted(); i++) {
		status = generate(cli, cli->rest.v[i]);
		good += status == CLI_OK;
		if (status > worst)
			worst = status;
	}
	return cli_worst(good, worst);
}

static const struct cli_option options[] = {
	{ "update", 'u', NULL,
	  "bring a copy of the tree up to date, instead of building anew" },
	{ "kernel", 'k', "VERSION", "the kernel that nodes boot; default: the newest" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_genimage = {
	.name = "genimage",
	.usage = "genimage [--update] [--kernel VERSION] IMAGE...",
	.help = "Build an image's root tree from its distribution's packages",
	.more = "The tree lies in INSTALLDIR/trees/IMAGE/rootimg.  When anything fails, "
		"or the\n"
		"command is interrupted, the tree of before stays as it was.\n"
		"With --update newer packages and those that the package lists have got "
		"since "
		"are\n"
		"installed in a copy of the tree, which then takes its place; what went "
		"from "
		"the\n"
		"lists stays installed.",
	.options = options,
	.changes = true,
	.run = run,
};
