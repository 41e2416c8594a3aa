/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs_apply.c - keeps what mkdef, chdef and rmdef changed.
 */
#include "core/boot/boot.h"
#include "core/inventory/noderange.h"
#include "defs.h"

#include <stdio.h>
#include <string.h>

static struct boot boot_of(struct defs *defs)
{
	return (struct boot){ &defs->cli->log, &defs->cli->site, &defs->cli->registry,
			      defs->inventory };
}

/* In the open change: the boot files of these nodes (NULL: of all) are due, and of those
 * that hang on them.  One that can no longer be set as it is was said, and counts as failed;
 * its change stands. */
static int refresh_boot(struct defs *defs, const struct strv *nodes)
{
	const struct boot boot = boot_of(defs);
	struct strv set CLEANUP_STRV = { 0 };
	size_t failed = 0;
	int rc = boot_dependents(&boot, nodes, &set);

	if (rc == 0 && set.n)
		rc = boot_refresh(&boot, &set, &failed);
	defs->failed += failed;
	defs->refreshed += set.n;
	return rc;
}

/* Which nodes boot otherwise after objects of this type changed? */
static int refresh(struct defs *defs, enum object_type type, const struct strv *names)
{
	struct strv nodes CLEANUP_STRV = { 0 };
	int rc;

	if (names->n == 0)
		return 0;
	if (type == OBJECT_NETWORK)
		return refresh_boot(defs, NULL);
	if (type == OBJECT_NODE)
		return refresh_boot(defs, names);
	rc = noderange_members(&defs->cli->log, defs->inventory, names, &nodes);
	return rc < 0 ? rc : refresh_boot(defs, &nodes);
}

/* --dry-run went all the way, and now nothing of it happened. */
static int finish(struct defs *defs)
{
	const struct boot boot = boot_of(defs);
	int rc;

	if (defs->cli->dry_run) {
		inventory_undo(defs->inventory);
		return 0;
	}
	rc = inventory_commit(&defs->cli->log, defs->inventory);
	return rc == 0 && defs->refreshed ? boot_finish(&boot) : rc;
}

static bool is_kept(const struct edit *change, enum object_type type)
{
	return !change->failed && change->after.type == type;
}

static int refresh_changed(struct defs *defs, const struct edits *edits)
{
	int rc = 0;

	for (int type = OBJECT_NODE; type <= OBJECT_NETWORK && rc == 0; type++) {
		struct strv names CLEANUP_STRV = { 0 };

		for (size_t i = 0; i < edits->n; i++)
			if (is_kept(&edits->v[i], (enum object_type)type))
				strv_add(&names, edits->v[i].after.name);
		rc = refresh(defs, (enum object_type)type, &names);
	}
	return rc;
}

static void show_changes(struct defs *defs, const struct edits *edits)
{
	for (size_t i = 0; i < edits->n; i++)
		if (!edits->v[i].failed)
			defs_print_change(&edits->v[i], &defs->cli->registry);
}

int defs_apply(struct defs *defs, struct edits *edits)
{
	struct log *log = &defs->cli->log;
	size_t done, failed;
	int rc;

	edits_check(log, edits, &defs->plugins);
	rc = edits_put(log, defs->inventory, edits);
	if (rc == 0)
		rc = refresh_changed(defs, edits);
	if (rc == 0)
		rc = finish(defs);
	if (rc < 0)
		return cli_status(rc);
	failed = edits_failed(edits);
	done = edits->n - failed;
	if (defs->cli->dry_run)
		show_changes(defs, edits);
	printf("%zu object definitions %s created or modified.\n", done,
	       defs->cli->dry_run ? "would be" : "have been");
	return defs_status(done, failed + defs->failed);
}

/* Those of the nodes that are set to something. */
static int set_nodes(struct defs *defs, const struct strv *nodes, struct strv *set)
{
	struct node_states states;
	int rc = inventory_states(&defs->cli->log, defs->inventory, nodes, &states);

	for (size_t i = 0; rc == 0 && i < states.n; i++)
		strv_add(set, states.v[i].node);
	node_states_fini(&states);
	return rc;
}

/* Their boot files go first: afterwards nobody would know what they were. */
static int forget(struct defs *defs, const struct strv *names)
{
	const struct boot boot = boot_of(defs);
	struct strv set CLEANUP_STRV = { 0 };
	int rc = set_nodes(defs, names, &set);

	return rc == 0 && set.n && !defs->cli->dry_run ? boot_forget(&boot, &set) : rc;
}

static int remove_all(struct defs *defs, const struct strv *names)
{
	struct log *log = &defs->cli->log;
	int rc = inventory_begin(log, defs->inventory);

	for (size_t i = 0; rc == 0 && i < names->n; i++)
		rc = inventory_remove(log, defs->inventory, defs->type, names->v[i]);
	if (rc == 0)
		rc = refresh(defs, defs->type, names);
	return rc == 0 ? finish(defs) : rc;
}

int defs_remove(struct defs *defs, const struct strv *names)
{
	int rc = defs->type == OBJECT_NODE ? forget(defs, names) : 0;

	if (rc == 0)
		rc = remove_all(defs, names);
	if (rc < 0)
		return cli_status(rc);
	for (size_t i = 0; i < names->n && defs->cli->dry_run; i++)
		printf("%s %s: would be removed\n", object_type_text(defs->type),
		       names->v[i]);
	printf("%zu object definitions %s removed.\n", names->n,
	       defs->cli->dry_run ? "would be" : "have been");
	return defs_status(names->n, defs->failed);
}

static const char *shown(const struct object *object, const char *key,
			 const struct registry *registry)
{
	const char *value = object ? object_get(object, key) : NULL;

	if (!value)
		return "(unset)";
	return defs_is_secret(registry, key) ? "(hidden)" : value;
}

static bool differs(const struct edit *change, const char *key)
{
	const char *before = change->before ? object_get(change->before, key) : NULL;
	const char *after = object_get(&change->after, key);

	return !before || !after || strcmp(before, after) != 0;
}

void defs_print_change(const struct edit *change, const struct registry *registry)
{
	const struct object *before = change->before, *after = &change->after;

	printf("%s %s: would be %s\n", object_type_text(after->type), after->name,
	       before ? "changed" : "created");
	for (size_t i = 0; i < after->n; i++)
		if (differs(change, after->attrs[i].key))
			printf("    %s: %s -> %s\n", after->attrs[i].key,
			       shown(before, after->attrs[i].key, registry),
			       shown(after, after->attrs[i].key, registry));
	for (size_t i = 0; before && i < before->n; i++)
		if (!object_get(after, before->attrs[i].key))
			printf("    %s: %s -> (unset)\n", before->attrs[i].key,
			       shown(before, before->attrs[i].key, registry));
}
