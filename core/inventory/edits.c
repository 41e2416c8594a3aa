/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/edits.c - many objects made or changed at once.
 */
#include "edits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct edit *edits_add(struct edits *edits, enum object_type type, const char *name,
		       const struct object *before)
{
	if (edits->n == edits->room) {
		edits->room = edits->room ? edits->room * 2 : 16;
		edits->v = mem_grow(edits->v, edits->room, sizeof(*edits->v));
	}
	edits->v[edits->n] =
		(struct edit){ .before = before,
			       .after = { .type = type, .name = mem_dup(name) } };
	return &edits->v[edits->n++];
}

void edit_keep(struct edit *change)
{
	for (size_t i = 0; change->before && i < change->before->n; i++)
		object_set(&change->after, change->before->attrs[i].key,
			   change->before->attrs[i].value);
}

/* What was there before and stays was checked when it came; the plugin that knew it may
 * not be loaded today. */
static void check_attribute(struct log *log, struct edit *change, size_t at,
			    const struct attribute_plugins *plugins)
{
	struct attribute *a = &change->after.attrs[at];
	const char *old = change->before ? object_get(change->before, a->key) : NULL;
	struct str why CLEANUP_STR = { 0 };
	char *normal = NULL;

	if (str_is(old, a->value))
		return;
	if (attribute_check(plugins, change->after.type, a, &normal, &why) < 0) {
		edit_fail(log, change, a, str_text(&why));
		return;
	}
	free(a->value);
	a->value = normal;
}

/* A list of nothing but blanks and commas is kept as no attribute at all. */
static void drop_empty(struct object *object)
{
	for (size_t i = object->n; i-- > 0;)
		if (!*object->attrs[i].value)
			object_set(object, object->attrs[i].key, NULL);
}

static void check_change(struct log *log, struct edit *change,
			 const struct attribute_plugins *plugins)
{
	struct object *after = &change->after;
	struct str why CLEANUP_STR = { 0 };

	if (attribute_check_name(after->type, after->name, &why) < 0) {
		log_fail(log, EINVAL, "%s %s: its name %s", object_type_text(after->type),
			 after->name, str_text(&why));
		change->failed = true;
		return;
	}
	for (size_t i = 0; i < after->n; i++)
		check_attribute(log, change, i, plugins);
	drop_empty(after);
	if (change->failed || attribute_check_all(after, &why) == 0)
		return;
	log_fail(log, EINVAL, "%s %s: %s", object_type_text(after->type), after->name,
		 str_text(&why));
	change->failed = true;
}

void edits_check(struct log *log, struct edits *edits,
		 const struct attribute_plugins *plugins)
{
	for (size_t i = 0; i < edits->n; i++)
		if (!edits->v[i].failed)
			check_change(log, &edits->v[i], plugins);
}

static int take_back(struct log *log, struct inventory *inv, struct edit *change)
{
	change->failed = true;
	if (change->before)
		return inventory_put(log, inv, change->before);
	return inventory_remove(log, inv, change->after.type, change->after.name);
}

/* 1: another node has this address, which was said; 0: it is free. */
static int is_taken(struct log *log, struct inventory *inv, struct edit *change,
		    const char *key)
{
	const char *value = object_get(&change->after, key);
	struct attribute have = { (char *)(uintptr_t)key, (char *)(uintptr_t)value };
	char *holder CLEANUP_FREE = NULL;
	struct str why CLEANUP_STR = { 0 };
	int rc;

	if (!value)
		return 0;
	rc = inventory_holder(log, inv, &have, change->after.name, &holder);
	if (rc < 0 || !holder)
		return rc;
	str_addf(&why, "node %s has it too; an address is for one node", holder);
	edit_fail(log, change, &have, str_text(&why));
	return 1;
}

/* Backwards: of two new nodes with one address, the one named first keeps it.  Returns
 * how many changes were taken back, or -errno. */
static int take_back_conflicts(struct log *log, struct inventory *inv,
			       struct edits *edits)
{
	int n = 0;

	for (size_t i = edits->n; i-- > 0;) {
		struct edit *change = &edits->v[i];
		int rc;

		if (change->failed || change->after.type != OBJECT_NODE)
			continue;
		rc = is_taken(log, inv, change, "mac");
		if (rc == 0)
			rc = is_taken(log, inv, change, "ip");
		if (rc > 0)
			rc = take_back(log, inv, change) < 0 ? -EIO : 1;
		if (rc < 0)
			return rc;
		n += rc;
	}
	return n;
}

/* Conflicts are looked for when all is put: two nodes may exchange their addresses.  What
 * is taken back may bring an address back that another node has taken meanwhile. */
int edits_put(struct log *log, struct inventory *inv, struct edits *edits)
{
	int rc = 0;

	for (size_t i = 0; i < edits->n && rc == 0; i++)
		if (!edits->v[i].failed)
			rc = inventory_put(log, inv, &edits->v[i].after);
	if (rc < 0)
		return rc;
	do {
		rc = take_back_conflicts(log, inv, edits);
	} while (rc > 0);
	return rc;
}

size_t edits_failed(const struct edits *edits)
{
	size_t n = 0;

	for (size_t i = 0; i < edits->n; i++)
		n += edits->v[i].failed;
	return n;
}

void edits_fini(struct edits *edits)
{
	for (size_t i = 0; i < edits->n; i++)
		object_fini(&edits->v[i].after);
	free(edits->v);
	*edits = (struct edits){ 0 };
}
