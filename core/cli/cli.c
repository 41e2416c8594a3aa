/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/cli.c - finds the command, runs it, and ends with its status.
 */
#include "cli.h"
#include "commands.h"
#include "help.h"
#include "parse.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/image/definition.h"
#include "core/image/profile.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one thing a signal handler can do. */
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = number;
}

bool cli_interrupted(void)
{
	return interrupted != 0;
}

static void catch_signals(void)
{
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

bool cli_given(const struct cli *cli, const char *name)
{
	return strv_has(&cli->names, name);
}

const char *cli_value(const struct cli *cli, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < cli->names.n; i++)
		if (strcmp(cli->names.v[i], name) == 0)
			value = cli->values.v[i];
	return value;
}

void cli_values(const struct cli *cli, const char *name, struct strv *out)
{
	for (size_t i = 0; i < cli->names.n; i++)
		if (strcmp(cli->names.v[i], name) == 0)
			strv_add(out, cli->values.v[i]);
}

int cli_usage(struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_vfail(&cli->log, EINVAL, fmt, ap);
	va_end(ap);
	log_fail(&cli->log, EINVAL, "try --help");
	return CLI_USAGE;
}

int cli_status(int rc)
{
	if (rc >= 0)
		return CLI_OK;
	if (rc == -ECANCELED || cli_interrupted())
		return CLI_INTERRUPTED;
	if (rc == -EBADRQC)
		return CLI_USAGE;
	return rc == -EBUSY ? CLI_BUSY : CLI_FAILED;
}

/* Where our executable lies, so that a build tree and an installed tree both find their
 * plugins. */
static char *program_folder(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return mem_dup(".");
	path[n] = '\0';
	return path_parent(path);
}

char *cli_program_folder(const struct cli *cli, const char *kind)
{
	static const char *const installed[][2] = {
		{ "plugins", "../" STATELESS_LIBDIR "/stateless/plugins" },
		{ "node", "../" STATELESS_LIBEXECDIR "/stateless/node" },
		{ "packaging", "../lib/systemd/system" },
		{ "data", "../" STATELESS_DATADIR "/stateless" },
	};
	char *here = path_join(cli->program, kind);

	if (path_is_folder(here))
		return here;
	free(here);
	for (size_t i = 0; i < sizeof(installed) / sizeof(installed[0]); i++)
		if (strcmp(installed[i][0], kind) == 0)
			return path_join(cli->program, installed[i][1]);
	return path_join(cli->program, kind);
}

static int load_plugins(struct cli *cli)
{
	struct strv folders CLEANUP_STRV = { 0 };
	char *own CLEANUP_FREE = cli_program_folder(cli, "plugins");
	char *data CLEANUP_FREE = cli_program_folder(cli, "data");

	strv_add_all(&folders, &cli->plugin_folders);
	if (path_is_folder(own))
		strv_add(&folders, own);
	else if (folders.n == 0)
		return log_fail(&cli->log, ENOENT,
				"there is no folder of plugins %s: the installation is "
				"incomplete; install it again, or say --plugins DIR",
				own);
	return registry_load(&cli->log, &folders, data, &cli->registry);
}

/* The plugins' option tables are part of the grammar of every file. */
static const struct option_table *plugin_tables(const struct registry *registry)
{
	struct option_table *tables = mem_alloc((registry->n + 1) * sizeof(*tables));

	for (size_t i = 0; i < registry->n; i++) {
		tables[i].section = registry->v[i]->p.name;
		tables[i].opts = registry->v[i]->opts;
	}
	return tables;
}

int cli_open(struct cli *cli)
{
	if (cli->opened)
		return 0;
	if (load_plugins(cli) < 0)
		return CLI_USAGE;
	cli->plugin_tables = plugin_tables(&cli->registry);
	if (site_load(&cli->log, cli->root, cli->plugin_tables, &cli->site) < 0)
		return CLI_USAGE;
	cli->opened = true;
	return 0;
}

int cli_inventory(struct cli *cli, struct inventory **inventory)
{
	char *path CLEANUP_FREE = NULL;
	int status = cli_open(cli);

	if (status)
		return status;
	path = path_join(cli->site.statedir, "inventory.db");
	if (cli->only_reads && !path_exists(path))
		return inventory_open_empty(&cli->log, inventory) < 0 ? CLI_FAILED : 0;
	if (path_make_folders(&cli->log, cli->site.statedir, 0755) < 0)
		return CLI_FAILED;
	return inventory_open(&cli->log, path, inventory) < 0 ? CLI_FAILED : 0;
}

int cli_definition(struct cli *cli, const char *image, struct definition *def)
{
	struct registry_match found;
	char *folder CLEANUP_FREE = NULL;
	int rc = definition_load(&cli->log, &cli->site, image, def);

	if (rc < 0)
		return rc;
	if (registry_distro(&cli->registry, definition_text(def, "distro"), &found, 1))
		folder = path_join(found.plugin->data, "profiles");
	profile_complete(def, folder);
	return 0;
}

int cli_check_image(struct cli *cli, const char *image)
{
	char *folder CLEANUP_FREE =
		mem_printf("%s/netboot/%s", cli->site.installdir, image);
	struct definition def;

	if (path_is_folder(folder))
		return 0;
	if (definition_load(&cli->log, &cli->site, image, &def) < 0)
		return CLI_USAGE;
	definition_fini(&def);
	return 0;
}

int cli_generation(struct cli *cli, const char *text, struct generation *generation)
{
	struct image_ref ref;
	int status;

	*generation = (struct generation){ 0 };
	if (image_ref_parse(&cli->log, text, &ref) < 0)
		return CLI_USAGE;
	status = cli_check_image(cli, ref.image);
	image_ref_fini(&ref);
	if (status)
		return status;
	return generation_resolve(&cli->log, &cli->site, text, generation) < 0
		       ? CLI_FAILED
		       : 0;
}

int cli_worst(size_t good, int worst)
{
	return worst && good && worst != CLI_INTERRUPTED ? CLI_SOME : worst;
}

static void cli_fini(struct cli *cli)
{
	if (cli->opened)
		site_fini(&cli->site);
	free((void *)(uintptr_t)cli->plugin_tables);
	registry_fini(&cli->registry);
	strv_fini(&cli->plugin_folders);
	strv_fini(&cli->names);
	strv_fini(&cli->values);
	strv_fini(&cli->rest);
	free(cli->program);
}

static const struct command *find_command(const char *name)
{
	for (const struct command *const *c = cli_commands; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

/* Parsing is done: what the option asks for, or the command itself. */
static int run_command(struct cli *cli, const struct command *command)
{
	if (cli_given(cli, "help"))
		return help_command(command);
	if (cli_given(cli, "version"))
		return help_version();
	if (cli->dry_run && !command->changes)
		return cli_usage(cli, "%s changes nothing, so it takes no --dry-run",
				 command->name);
	if (cli->json && !command->reports)
		return cli_usage(cli, "%s has no report, so it takes no --json",
				 command->name);
	cli->only_reads = cli->dry_run || !command->changes;
	return command->run(cli);
}

static int find_and_run(struct cli *cli, int argc, char **argv)
{
	const struct command *command = find_command(path_base(argv[0]));
	char *program CLEANUP_FREE = NULL;
	int at = 1;

	if (!command) {
		at = cli_parse_global(cli, argc, argv);
		if (at < 0)
			return CLI_USAGE;
		if (cli_given(cli, "version"))
			return help_version();
		if (at == argc)
			return help_all(cli_given(cli, "help"));
		command = find_command(argv[at]);
		if (!command)
			return help_no_command(cli, argv[at]);
		at++;
	}
	program = mem_printf("stateless %s", command->name);
	cli->log.program = program;
	if (cli_parse_command(cli, command, argc - at, argv + at) < 0)
		return CLI_USAGE;
	at = run_command(cli, command);
	if (interrupted && at != CLI_OK)
		log_fail(&cli->log, EINTR,
			 "interrupted before all was done; the same "
			 "command again does it");
	cli->log.program = "stateless";
	return at;
}

/* Output that did not reach its reader is a failure too: a full disk, a closed pipe. */
static int flush_output(struct cli *cli, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	log_fail(&cli->log, errno, "cannot write the output: %s", strerror(errno));
	return status ? status : CLI_FAILED;
}

int cli_main(int argc, char **argv)
{
	struct cli cli = { .root = "" };
	int status;

	log_init(&cli.log, "stateless");
	umask(022);
	catch_signals();
	cli.program = program_folder();
	status = find_and_run(&cli, argc, argv);
	status = flush_output(&cli, status);
	cli_fini(&cli);
	return interrupted && status != CLI_OK ? CLI_INTERRUPTED : status;
}
