/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/chroot.c - stateless chroot: a command in a copy of an image's tree.
 */
#include "commands.h"

#include "core/build/build.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Is the terminal ours to lend?  Not to a job in the background. */
static bool has_terminal(void)
{
	return isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* The command was the terminal's foreground: our own messages would stop us (SIGTTOU). */
static void take_terminal(void)
{
	sighandler_t old = signal(SIGTTOU, SIG_IGN);

	tcsetpgrp(STDIN_FILENO, getpgrp());
	signal(SIGTTOU, old);
}

static int change(struct cli *cli, const char *name)
{
	static const char *const shell[] = { "/bin/sh", NULL };
	struct build_request request = {
		.registry = &cli->registry,
		.command = { .argv = cli->rest.n > 1 ? strv_argv(&cli->rest) + 1 : shell,
			     .terminal = has_terminal() },
		.dry_run = cli->dry_run,
		.stop = cli_interrupted,
	};
	struct definition def;
	int rc = cli_definition(cli, name, &def);

	if (rc < 0)
		return rc == -ENOENT || rc == -EINVAL ? CLI_USAGE : CLI_FAILED;
	cli->log.subject = name;
	request.def = &def;
	rc = build_image(&cli->log, &request);
	if (request.command.terminal)
		take_terminal();
	if (rc == 0 && !cli->dry_run)
		log_info(&cli->log, "%s is now as %s left it", def.tree,
			 request.command.argv[0]);
	definition_fini(&def);
	cli->log.subject = NULL;
	return cli_status(rc);
}

static int run(struct cli *cli)
{
	int status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n == 0)
		return cli_usage(cli, "which image?");
	return change(cli, cli->rest.v[0]);
}

const struct command command_chroot = {
	.name = "chroot",
	.usage = "chroot IMAGE [COMMAND [ARGUMENT]...]",
	.help = "Run a command in a copy of an image's tree, kept if it ends with 0",
	.more = "Without COMMAND: the tree's /bin/sh, on the terminal.  The copy takes "
		"the "
		"tree's\n"
		"place when the command ends with exit status 0; otherwise, and when "
		"anything else\n"
		"fails, the tree stays as it was.  What the command leaves running is "
		"ended.",
	.changes = true,
	.verbatim = true,
	.run = run,
};
