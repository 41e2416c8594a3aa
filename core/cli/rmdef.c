/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/rmdef.c - stateless rmdef: removes nodes, groups and networks.
 */
#include "commands.h"
#include "defs.h"

#include <errno.h>

static const struct cli_option options[] = {
	DEFS_OPTIONS,
	{ NULL, 0, NULL, NULL },
};

static void say_missing(struct defs *defs, const char *name)
{
	log_fail(&defs->cli->log, ENOENT,
		 "Could not find an object named '%s' of type '%s'.", name,
		 object_type_text(defs->type));
	defs->failed++;
}

/* What is there of the names; the others are said. */
static int find(struct defs *defs, struct strv *found)
{
	struct strv missed CLEANUP_STRV = { 0 };
	struct objects *existing = &defs->existing[defs->type];
	int rc = defs_expand(defs, &missed);

	for (size_t i = 0; rc == 0 && i < missed.n; i++)
		say_missing(defs, missed.v[i]);
	if (rc == 0)
		rc = inventory_load(&defs->cli->log, defs->inventory, defs->type,
				    &defs->names, false, existing);
	for (size_t i = 0; rc == 0 && i < defs->names.n; i++) {
		if (objects_find(existing, defs->names.v[i]))
			strv_add(found, defs->names.v[i]);
		else
			say_missing(defs, defs->names.v[i]);
	}
	return rc;
}

static int remove_found(struct defs *defs)
{
	struct strv found CLEANUP_STRV = { 0 };
	int rc;

	if (!*defs->range)
		return cli_usage(defs->cli, "a name or range is missing");
	rc = find(defs, &found);
	return rc < 0 ? cli_status(rc) : defs_remove(defs, &found);
}

static int run(struct cli *cli)
{
	struct defs defs;
	int status = defs_open(cli, &defs);

	if (!status && defs.n)
		status = cli_usage(cli, "rmdef takes names only; a range with = in it is "
					"given by -o");
	if (!status)
		status = remove_found(&defs);
	defs_close(&defs);
	return status;
}

const struct command command_rmdef = {
	.name = "rmdef",
	.usage = "rmdef [-t TYPE] NAMES",
	.help = "Remove nodes, groups and networks",
	.more = "Boot files of removed nodes go too; nodes stay when their group is "
		"removed.",
	.options = options,
	.changes = true,
	.run = run,
};
