/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/help.c - what --help, --version and `stateless help` print.
 */
#include "help.h"
#include "commands.h"
#include "parse.h"

#include "core/base/similar.h"

#include <stdio.h>
#include <string.h>

/* letter: 0 where it has none, or means another option here. */
static void print_option(FILE *out, const struct cli_option *option, char letter)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", letter ? '-' : ' ',
		 letter ? letter : ' ', letter ? ", " : "  ", option->name,
		 option->value ? " " : "", option->value ? option->value : "");
	fprintf(out, "  %-26s %s\n", left, option->help);
}

static void print_options(FILE *out, const struct cli_option *table)
{
	for (; table && table->name; table++)
		print_option(out, table, table->letter);
}

int help_all(bool asked)
{
	FILE *out = asked ? stdout : stderr;

	fputs("usage: stateless [OPTION]... COMMAND [ARGUMENT]...\n\n", out);
	for (const struct command *const *c = cli_commands; *c; c++)
		fprintf(out, "  %-12s %s\n", (*c)->name, (*c)->help);
	fputs("\n", out);
	print_options(out, cli_global_options);
	fputs("\n`stateless COMMAND --help` says more about one of them.\n", out);
	return asked ? CLI_OK : CLI_USAGE;
}

/* Options that this command does not take are left out. */
static bool takes(const struct command *command, const char *option)
{
	if (strcmp(option, "dry-run") == 0)
		return command->changes;
	return strcmp(option, "json") != 0 || command->reports;
}

static bool has_letter(const struct command *command, char letter)
{
	const struct cli_option *own = command->options;

	while (own && own->name && own->letter != letter)
		own++;
	return own && own->name;
}

int help_command(const struct command *command)
{
	printf("usage: stateless %s\n\n%s.\n", command->usage, command->help);
	if (command->more)
		printf("\n%s\n", command->more);
	puts("");
	print_options(stdout, command->options);
	for (const struct cli_option *o = cli_global_options; o->name; o++)
		if (takes(command, o->name))
			print_option(stdout, o,
				     has_letter(command, o->letter) ? 0 : o->letter);
	return CLI_OK;
}

int help_version(void)
{
	puts("stateless " STATELESS_VERSION);
	return CLI_OK;
}

int help_no_command(struct cli *cli, const char *name)
{
	struct strv known CLEANUP_STRV = { 0 };
	char *near CLEANUP_FREE = NULL;

	for (const struct command *const *c = cli_commands; *c; c++)
		strv_add(&known, (*c)->name);
	near = similar_words(name, &known);
	return cli_usage(cli, "there is no command %s%s%s%s", name,
			 *near ? "; did you mean " : "", near, *near ? "?" : "");
}

static int help_run(struct cli *cli)
{
	if (cli->rest.n == 0)
		return help_all(true);
	for (const struct command *const *c = cli_commands; *c; c++)
		if (strcmp((*c)->name, cli->rest.v[0]) == 0)
			return help_command(*c);
	return help_no_command(cli, cli->rest.v[0]);
}

const struct command command_help = {
	.name = "help",
	.usage = "help [COMMAND]",
	.help = "Say what there is, or how one command is used",
	.run = help_run,
};
