/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/lsdef.c - stateless lsdef: shows nodes, groups and networks.
 */
#include "commands.h"
#include "defs.h"
#include "defs_output.h"

#include "core/inventory/selection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
	DEFS_OPTIONS,
	{ "long", 'l', NULL, "all attributes, also without names" },
	{ "attributes", 'i', "ATTRS", "these attributes only, parted by commas" },
	{ "where", 'w', "SEL", "only objects with ATTR==VALUE (!= =~ !~); again: and" },
	{ "stanza", 'z', NULL, "as mkdef -z reads it, without what groups give" },
	{ NULL, 0, NULL, NULL },
};

struct selections {
	struct selection *v;
	size_t n;
};

static int read_selections(struct cli *cli, struct selections *selections)
{
	struct strv texts CLEANUP_STRV = { 0 };

	cli_values(cli, "where", &texts);
	selections->v = mem_alloc((texts.n + 1) * sizeof(*selections->v));
	for (size_t i = 0; i < texts.n; i++) {
		if (selection_parse(&cli->log, texts.v[i], &selections->v[i]) < 0)
			return CLI_USAGE;
		selections->n++;
	}
	return 0;
}

static bool is_selected(const struct selections *selections, const struct object *object)
{
	for (size_t i = 0; i < selections->n; i++)
		if (!selection_matches(&selections->v[i], object))
			return false;
	return true;
}

static void say_missing(struct defs *defs, const char *name)
{
	log_fail(&defs->cli->log, ENOENT,
		 "Could not find an object named '%s' of type '%s'.", name,
		 object_type_text(defs->type));
	defs->failed++;
}

/* What is selected counts with what groups give; what -z prints is without it. */
static int show_type(struct defs *defs, enum object_type type, const struct strv *names,
		     const struct selections *selections, struct defs_output *out)
{
	struct log *log = &defs->cli->log;
	struct objects full, own = { 0 };
	int rc = inventory_load(log, defs->inventory, type, names, true, &full);

	if (rc == 0 && out->form == DEFS_STANZA)
		rc = inventory_load(log, defs->inventory, type, names, false, &own);
	for (size_t i = 0; i < full.n && rc == 0; i++) {
		if (!is_selected(selections, &full.v[i]))
			continue;
		defs_output_add(out,
				own.n ? objects_find(&own, full.v[i].name) : &full.v[i]);
	}
	for (size_t i = 0; names && rc == 0 && i < names->n; i++)
		if (!objects_find(&full, names->v[i]))
			say_missing(defs, names->v[i]);
	objects_fini(&full);
	objects_fini(&own);
	return rc;
}

static int show_named(struct defs *defs, const struct selections *selections,
		      struct defs_output *out)
{
	struct strv missed CLEANUP_STRV = { 0 };
	int rc = defs_expand(defs, &missed);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < missed.n; i++)
		say_missing(defs, missed.v[i]);
	return show_type(defs, defs->type, &defs->names, selections, out);
}

static int show_all(struct defs *defs, const struct selections *selections,
		    struct defs_output *out)
{
	bool all = !cli_given(defs->cli, "type") && selections->n == 0;
	int rc = 0;

	for (int type = OBJECT_NODE; type <= OBJECT_NETWORK && rc == 0; type++)
		if (all || type == (int)defs->type)
			rc = show_type(defs, (enum object_type)type, NULL, selections,
				       out);
	return rc;
}

static enum defs_form form(struct defs *defs)
{
	struct cli *cli = defs->cli;

	if (cli->json)
		return DEFS_JSON;
	if (cli_given(cli, "stanza"))
		return DEFS_STANZA;
	if (*defs->range || cli_given(cli, "long") || cli_given(cli, "attributes"))
		return DEFS_LONG;
	return DEFS_NAMES;
}

static int show(struct defs *defs)
{
	struct defs_output out = { .form = form(defs), .registry = &defs->cli->registry };
	const char *attributes = cli_value(defs->cli, "attributes");
	struct selections selections = { 0 };
	int status = read_selections(defs->cli, &selections), rc;

	if (!status) {
		strv_split(&out.keys, attributes ? attributes : "", ", ");
		defs_output_begin(&out);
		rc = *defs->range ? show_named(defs, &selections, &out)
				  : show_all(defs, &selections, &out);
		defs_output_end(&out);
		status = rc < 0 ? cli_status(rc) : defs_status(out.n, defs->failed);
	}
	for (size_t i = 0; i < selections.n; i++)
		selection_fini(&selections.v[i]);
	free(selections.v);
	return status;
}

static int run(struct cli *cli)
{
	struct defs defs;
	int status = defs_open(cli, &defs);

	if (!status && defs.n)
		status = cli_usage(cli, "lsdef sets nothing; -w %s=%s selects by it",
				   defs.pairs[0].key, defs.pairs[0].value);
	if (!status)
		status = show(&defs);
	defs_close(&defs);
	return status;
}

const struct command command_lsdef = {
	.name = "lsdef",
	.usage = "lsdef [-t TYPE] [NAMES] [-l] [-i ATTRS] [-w SEL]... [-z]",
	.help = "Show nodes, groups and networks",
	.more = "Nodes are shown with what their groups give them; -z shows their own "
		"attributes.\n\n"
		"Nodes and groups: groups (nodes only) arch os profile mac ip host id "
		"addkcmdline\n  serialport serialspeed serialflow server memory "
		"platform, and "
		"PLUGIN.KEY as\n  `stateless plugins` says\n"
		"Networks: net, mask or prefix, gateway dns domain servers dynamicrange",
	.options = options,
	.reports = true,
	.run = run,
};
