/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/mkdef.c - stateless mkdef: makes nodes, groups and networks.
 */
#include "commands.h"
#include "defs.h"

#include <errno.h>

static const struct cli_option options[] = {
	DEFS_OPTIONS,
	{ "force", 'f', NULL, "replace what is there already" },
	{ "stanza", 'z', NULL,
	  "read objects from standard input, as lsdef -z prints them" },
	{ NULL, 0, NULL, NULL },
};

static void add(struct defs *defs, struct edits *edits, const struct defs_input *input)
{
	const struct object *before = defs_find(defs, input);
	struct edit *change;

	if (before && !cli_given(defs->cli, "force")) {
		log_fail(&defs->cli->log, EEXIST,
			 "%s %s is there already; chdef changes it, mkdef -f replaces it",
			 object_type_text(input->type), input->name);
		defs->failed++;
		return;
	}
	change = edits_add(edits, input->type, input->name, before);
	defs_edit(defs, change, EDIT_SET, input);
}

static int make(struct defs *defs)
{
	struct edits edits = { 0 };
	int status = defs_read(defs, false);

	if (status)
		return status;
	for (size_t i = 0; i < defs->n_inputs; i++)
		add(defs, &edits, &defs->inputs[i]);
	status = defs_apply(defs, &edits);
	edits_fini(&edits);
	return status;
}

static int run(struct cli *cli)
{
	struct defs defs;
	int status = defs_open(cli, &defs);

	if (!status)
		status = make(&defs);
	defs_close(&defs);
	return status;
}

const struct command command_mkdef = {
	.name = "mkdef",
	.usage = "mkdef [-t TYPE] [-f] NAMES [ATTR=VALUE]...  |  mkdef -z [-f] < FILE",
	.help = "Make nodes, groups and networks",
	.more = "  stateless mkdef n[1-3] groups=compute profile=login "
		"'ip=|n(\\d+)|10.0.0.($1+10)|'\n\n"
		"A value |REGEX|TEXT| or /REGEX/TEXT/ is computed from each node's name; "
		"a "
		"group's\nvalue is computed for each member.  `stateless lsdef --help` "
		"names "
		"the attributes.",
	.options = options,
	.changes = true,
	.run = run,
};
