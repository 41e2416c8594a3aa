/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/chdef.c - stateless chdef: changes nodes, groups and networks.
 */
#include "commands.h"
#include "core/base/str.h"
#include "defs.h"

#include <errno.h>
#include <stdio.h>

static const struct cli_option options[] = {
	DEFS_OPTIONS,
	{ "plus", 'p', NULL, "append the values to lists" },
	{ "minus", 'm', NULL, "remove the values from lists" },
	{ "stanza", 'z', NULL,
	  "read objects from standard input, as lsdef -z prints them" },
	{ NULL, 0, NULL, NULL },
};

static enum edit_mode mode(const struct cli *cli)
{
	if (cli_given(cli, "plus"))
		return EDIT_APPEND;
	return cli_given(cli, "minus") ? EDIT_REMOVE : EDIT_SET;
}

static void add(struct defs *defs, struct edits *edits, const struct defs_input *input)
{
	const struct object *before = defs_find(defs, input);
	struct edit *change;

	if (!before && mode(defs->cli) == EDIT_REMOVE) {
		log_fail(&defs->cli->log, ENOENT,
			 "Could not find an object named '%s' of type '%s'.", input->name,
			 object_type_text(input->type));
		defs->failed++;
		return;
	}
	change = edits_add(edits, input->type, input->name, before);
	edit_keep(change);
	defs_edit(defs, change, mode(defs->cli), input);
}

/* As in xCAT, what is not there is made; so a mistyped name is at least seen. */
static void say_new(const struct defs *defs, const struct edits *edits)
{
	struct strv names CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	for (size_t i = 0; i < edits->n; i++)
		if (!edits->v[i].before && !edits->v[i].failed)
			strv_add(&names, edits->v[i].after.name);
	joined = strv_join(&names, "','");
	if (names.n && !defs->cli->dry_run)
		printf("New object definitions '%s' have been created.\n", joined);
}

static int change(struct defs *defs)
{
	struct edits edits = { 0 };
	int status = defs_read(defs, true);

	if (status)
		return status;
	for (size_t i = 0; i < defs->n_inputs; i++)
		add(defs, &edits, &defs->inputs[i]);
	status = defs_apply(defs, &edits);
	if (status == CLI_OK || status == CLI_SOME)
		say_new(defs, &edits);
	edits_fini(&edits);
	return status;
}

static int run(struct cli *cli)
{
	struct defs defs = { 0 };
	int status;

	if (cli_given(cli, "plus") && cli_given(cli, "minus"))
		return cli_usage(cli, "-p appends, -m removes: choose one");
	status = defs_open(cli, &defs);
	if (!status && !cli_given(cli, "stanza") && defs.n == 0)
		status = cli_usage(cli, "say what to change: ATTR=VALUE");
	if (!status)
		status = change(&defs);
	defs_close(&defs);
	return status;
}

const struct command command_chdef = {
	.name = "chdef",
	.usage = "chdef [-t TYPE] [-p|-m] NAMES ATTR=VALUE...  |  chdef -z < FILE",
	.help = "Change nodes, groups and networks",
	.more = "  stateless chdef -p compute,-n7 groups=ready\n"
		"  stateless chdef n7 addkcmdline=\n\n"
		"An empty value unsets the attribute.  What is not there yet is made.  "
		"Boot "
		"files of\nnodes that this changes are written anew.",
	.options = options,
	.changes = true,
	.run = run,
};
