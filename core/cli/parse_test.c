/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/parse_test.c - the words of a command line.
 */
#include "parse.h"

#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct cli_option own[] = {
	{ "method", 'm', "METHOD", "" },
	{ "force", 'f', NULL, "" },
	{ NULL, 0, NULL, NULL },
};
static const struct command command = { .name = "try", .options = own };

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void fini(struct cli *cli)
{
	strv_fini(&cli->plugin_folders);
	strv_fini(&cli->names);
	strv_fini(&cli->values);
	strv_fini(&cli->rest);
}

/* The line's words are parted by one blank; "''" is an empty word. */
static const struct {
	const char *line, *names, *values, *rest, *says;
} cases[] = {
	{ "one two", "", "", "one two", "" },
	{ "-m a one --method=b --method c", "method method method", "a b c", "one", "" },
	{ "-fma x", "force method", " a", "x", "" },
	{ "-vvn --root r", "verbose verbose dry-run root", "   r", "", "" },
	{ "a -- -f --x", "", "", "a -f --x", "" },
	{ "- x", "", "", "- x", "" },
	{ "-m", "", "", "", "-m needs a value: METHOD" },
	{ "x --method", "", "", "x", "--method needs a value: METHOD" },
	{ "--root ''", "", "", "", "--root needs a value: DIR" },
	{ "--root=", "", "", "", "--root needs a value: DIR" },
	{ "--force=1", "", "", "", "--force takes no value" },
	{ "-fx", "force", "", "", "there is no option -x" },
	{ "--metho a", "", "", "", "there is no option --metho" },
};

static void check(size_t i)
{
	struct str said CLEANUP_STR = { 0 };
	struct cli cli = { .root = "", .log = { .sink = keep, .arg = &said } };
	struct strv words CLEANUP_STRV = { 0 };
	char *names CLEANUP_FREE = NULL, *values CLEANUP_FREE = NULL,
		    *rest CLEANUP_FREE = NULL;
	int rc;

	strv_split(&words, cases[i].line, " ");
	for (size_t k = 0; k < words.n; k++)
		if (strcmp(words.v[k], "''") == 0)
			words.v[k][0] = '\0';
	rc = cli_parse_command(&cli, &command, (int)words.n, words.v);
	UNIT_INT(rc, *cases[i].says ? -1 : 0);
	names = strv_join(&cli.names, " ");
	values = strv_join(&cli.values, " ");
	rest = strv_join(&cli.rest, " ");
	UNIT_STR(names, cases[i].names);
	UNIT_STR(values, cases[i].values);
	UNIT_STR(rest, cases[i].rest);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	fini(&cli);
}

static void words_are_options_values_and_the_rest(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

/* The command of another program has options of its own. */
static void a_verbatim_command_ends_its_options_at_the_first_word(void)
{
	static const struct command verbatim = { .name = "try",
						 .options = own,
						 .verbatim = true };
	struct strv words CLEANUP_STRV = { 0 };
	struct cli cli = { .root = "" };
	char *rest CLEANUP_FREE = NULL;

	strv_split(&words, "-f --dry-run image ls -- -f --root x", " ");
	UNIT_INT(cli_parse_command(&cli, &verbatim, (int)words.n, words.v), 0);
	rest = strv_join(&cli.rest, " ");
	UNIT_STR(rest, "image ls -- -f --root x");
	UNIT_INT(cli.dry_run, 1);
	UNIT_INT(cli_given(&cli, "root"), 0);
	fini(&cli);
}

static void global_options_end_at_the_command(void)
{
	struct strv argv CLEANUP_STRV = { 0 };
	struct cli cli = { .root = "" };

	strv_split(&argv, "stateless --json --root r -q try -n", " ");
	UNIT_INT(cli_parse_global(&cli, (int)argv.n, argv.v), 5);
	UNIT_STR(cli.root, "r");
	UNIT_INT(cli.json, 1);
	UNIT_INT(cli.dry_run, 0);
	UNIT_INT(cli.log.level, LOG_LEVEL_ERROR);
	fini(&cli);
}

const char unit_suite[] = "core/cli/parse";
const struct unit_case unit_cases[] = {
	{ "words are options, values and the rest",
	  words_are_options_values_and_the_rest },
	{ "a verbatim command ends its options at the first word",
	  a_verbatim_command_ends_its_options_at_the_first_word },
	{ "global options end at the command", global_options_end_at_the_command },
	{ NULL, NULL },
};
