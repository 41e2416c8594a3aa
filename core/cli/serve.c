/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/serve.c - stateless serve: the HTTP server, in the foreground.
 */
#include "commands.h"

#include "core/base/path.h"
#include "core/serve/notify.h"
#include "core/serve/serve.h"

#include <stdio.h>
#include <stdlib.h>

static const struct cli_option options[] = {
	{ "listen", 0, "ADDRESS", "listen there only; may be given again" },
	{ "port", 'p', "N", "instead of the site's httpport; 0: any free one" },
	{ "user", 0, "USER", "who serves, once the port is bound (default: nobody)" },
	{ NULL, 0, NULL, NULL },
};

/* -1: the site's. */
static int read_port(struct cli *cli, int *port)
{
	const char *text = cli_value(cli, "port");
	char *end;
	long number;

	*port = -1;
	if (!text)
		return 0;
	number = strtol(text, &end, 10);
	if (*end || end == text || number < 0 || number > 65535)
		return cli_usage(cli, "--port %s: must be 0 to 65535", text);
	*port = (int)number;
	return 0;
}

/* The line that says we are ready is one that is meant to be seen, also in a journal. */
static void say_ready(const struct cli *cli, const struct server *server)
{
	printf("serving %s/netboot and %s/boot on port %d\n", cli->site.installdir,
	       cli->site.installdir, server_port(server));
	fflush(stdout);
}

static int watch(struct cli *cli, struct server *server)
{
	int rc = notify_send("READY=1");

	if (rc < 0)
		log_warn(&cli->log, "cannot tell the service manager that we are ready");
	say_ready(cli, server);
	for (rc = 0; rc == 0 && !cli_interrupted();)
		rc = server_wait(&cli->log, server, 1000);
	(void)notify_send("STOPPING=1");
	return rc;
}

static int serve(struct cli *cli, int port)
{
	struct strv addresses CLEANUP_STRV = { 0 };
	char *database CLEANUP_FREE = path_join(cli->site.statedir, "inventory.db");
	char *known CLEANUP_FREE = path_join(cli->site.statedir, "ssh_known_hosts");
	struct server_options server_options = {
		.port = port < 0 ? cli->site.http_port : port,
		.installdir = cli->site.installdir,
		.inventory = database,
		.known_hosts = known,
		.user = cli_value(cli, "user"),
	};
	struct server *server = NULL;
	int rc;

	cli_values(cli, "listen", &addresses);
	server_options.listen = strv_argv(&addresses);
	rc = path_make_folders(&cli->log, cli->site.statedir, 0755);
	if (rc == 0)
		rc = server_start(&cli->log, &server_options, &server);
	if (rc == 0)
		rc = watch(cli, server);
	server_stop(server);
	return rc;
}

/* To be told to end is how a server ends: that is no failure. */
static int run(struct cli *cli)
{
	int port, status;

	if (cli->rest.n)
		return cli_usage(cli, "serve takes no words: %s", cli->rest.v[0]);
	status = read_port(cli, &port);
	if (!status)
		status = cli_open(cli);
	return status ? status : serve(cli, port) < 0 ? CLI_FAILED : CLI_OK;
}

const struct command command_serve = {
	.name = "serve",
	.usage = "serve [--listen ADDRESS]... [--port N] [--user USER]",
	.help = "Serve images and boot files by HTTP, and take reports of nodes",
	.more = "It stays in the foreground until SIGTERM or SIGINT.  Served are\n"
		"INSTALLDIR/netboot (generations, node files) and INSTALLDIR/boot; "
		"reports\n"
		"are taken at /status.  Clients outside the inventory's networks are "
		"refused\n"
		"when it has any.  The keys that nodes report are kept in\n"
		"STATEDIR/ssh_known_hosts.",
	.options = options,
	.run = run,
};
