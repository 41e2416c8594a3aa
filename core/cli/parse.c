/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/parse.c - the words of a command line.
 *
 * getopt_long would do for one command; here one line may hold the options of the program
 * and of a command found by its name, and words like "-rack1" that are no options.
 */
#include "parse.h"
#include "core/base/str.h"

#include <string.h>

const struct cli_option cli_global_options[] = {
	{ "root", 0, "DIR", "every path of the site lies below DIR" },
	{ "plugins", 0, "DIR", "load plugins from DIR too, before the others" },
	{ "verbose", 'v', NULL, "say more; twice: everything" },
	{ "quiet", 'q', NULL, "say errors only" },
	{ "json", 0, NULL, "reports as JSON" },
	{ "dry-run", 'n', NULL, "say what would change, change nothing" },
	{ "help", 'h', NULL, "show this" },
	{ "version", 'V', NULL, "show the version" },
	{ NULL, 0, NULL, NULL },
};

static const struct cli_option *by_name(const struct cli_option *table, const char *name,
					size_t n)
{
	for (; table && table->name; table++)
		if (strlen(table->name) == n && strncmp(table->name, name, n) == 0)
			return table;
	return NULL;
}

static const struct cli_option *by_letter(const struct cli_option *table, char letter)
{
	for (; table && table->name; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

static void take_global(struct cli *cli, const char *name, const char *value)
{
	if (strcmp(name, "root") == 0)
		cli->root = value;
	else if (strcmp(name, "plugins") == 0)
		strv_add(&cli->plugin_folders, value);
	else if (strcmp(name, "verbose") == 0)
		cli->log.level++;
	else if (strcmp(name, "quiet") == 0)
		cli->log.level = LOG_LEVEL_ERROR;
	else if (strcmp(name, "json") == 0)
		cli->json = true;
	else if (strcmp(name, "dry-run") == 0)
		cli->dry_run = true;
}

/* 0, or -1.  An empty --root, as of an unset variable, must not mean the host's own. */
static int take(struct cli *cli, const struct cli_option *option, const char *value)
{
	if (option->value && !*value)
		return cli_usage(cli, "--%s needs a value: %s", option->name,
				 option->value),
		       -1;
	take_global(cli, option->name, value);
	strv_add(&cli->names, option->name);
	strv_add(&cli->values, value ? value : "");
	return 0;
}

/* --name, --name=value, --name value.  Returns how many words it took, or -1. */
static int parse_long(struct cli *cli, const struct cli_option *own, int left,
		      char **argv)
{
	const char *name = argv[0] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct cli_option *option = by_name(own, name, n);

	if (!option)
		option = by_name(cli_global_options, name, n);
	if (!option)
		return cli_usage(cli, "there is no option --%.*s", (int)n, name), -1;
	if (!option->value && equals)
		return cli_usage(cli, "--%s takes no value", option->name), -1;
	if (option->value && !equals && left < 2)
		return cli_usage(cli, "--%s needs a value: %s", option->name,
				 option->value),
		       -1;
	if (!option->value)
		return take(cli, option, NULL) < 0 ? -1 : 1;
	if (equals)
		return take(cli, option, equals + 1) < 0 ? -1 : 1;
	return take(cli, option, argv[1]) < 0 ? -1 : 2;
}

/* -x, -xVALUE, -x VALUE, -xyz.  Returns how many words it took, or -1. */
static int parse_letters(struct cli *cli, const struct cli_option *own, int left,
			 char **argv)
{
	for (const char *c = argv[0] + 1; *c; c++) {
		const struct cli_option *option = by_letter(own, *c);

		if (!option)
			option = by_letter(cli_global_options, *c);
		if (!option)
			return cli_usage(cli, "there is no option -%c", *c), -1;
		if (!option->value) {
			if (take(cli, option, NULL) < 0)
				return -1;
			continue;
		}
		if (c[1])
			return take(cli, option, c + 1) < 0 ? -1 : 1;
		if (left < 2)
			return cli_usage(cli, "-%c needs a value: %s", *c, option->value),
			       -1;
		return take(cli, option, argv[1]) < 0 ? -1 : 2;
	}
	return 1;
}

static int parse_option(struct cli *cli, const struct cli_option *own, int left,
			char **argv)
{
	return str_starts(argv[0], "--") ? parse_long(cli, own, left, argv)
					 : parse_letters(cli, own, left, argv);
}

int cli_parse_global(struct cli *cli, int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		int took = parse_option(cli, NULL, argc - i, argv + i);

		if (took < 0)
			return -1;
		i += took;
	}
	return i;
}

int cli_parse_command(struct cli *cli, const struct command *command, int argc,
		      char **argv)
{
	bool options = true;

	for (int i = 0; i < argc;) {
		int took = 1;

		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1])
			took = parse_option(cli, command->options, argc - i, argv + i);
		else {
			strv_add(&cli->rest, argv[i]);
			options = options && !command->verbatim;
		}
		if (took < 0)
			return -1;
		i += took;
	}
	return 0;
}
