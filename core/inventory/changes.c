/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/changes.c - many objects made or changed at once.
 */
#include "changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct change *changes_add(struct changes *changes, enum object_type type,
			   const char *name, const struct object *before)
{
	if (changes->n == changes->room) {
		changes->room = changes->room ? changes->room * 2 : 16;
		changes->v = mem_grow(changes->v, changes->room, sizeof(*changes->v));
	}
	changes->v[changes->n] =
		(struct change){ .before = before,
				 .after = { .type = type, .name = mem_dup(name) } };
	return &changes->v[changes->n++];
}

void change_keep(struct change *change)
{
	for (size_t i = 0; change->before && i < change->before->n; i++)
		object_set(&change->after, change->before->attrs[i].key,
			   change->before->attrs[i].value);
}

/* What was there before and stays was checked when it came; the plugin that knew it may
 * not be loaded today. */
static void check_attribute(struct log *log, struct change *change, size_t at,
			    const struct attribute_plugins *plugins)
{
	struct attribute *a = &change->after.attrs[at];
	const char *old = change->before ? object_get(change->before, a->key) : NULL;
	struct str why CLEANUP_STR = { 0 };
	char *normal = NULL;

	if (str_is(old, a->value))
		return;
	if (attribute_check(plugins, change->after.type, a, &normal, &why) < 0) {
		change_fail(log, change, a, str_text(&why));
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

static void check_change(struct log *log, struct change *change,
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

void changes_check(struct log *log, struct changes *changes,
		   const struct attribute_plugins *plugins)
{
	for (size_t i = 0; i < changes->n; i++)
		if (!changes->v[i].failed)
			check_change(log, &changes->v[i], plugins);
}

static int take_back(struct log *log, struct inventory *inv, struct change *change)
{
	change->failed = true;
	if (change->before)
		return inventory_put(log, inv, change->before);
	return inventory_remove(log, inv, change->after.type, change->after.name);
}

/* 1: another node has this address, which was said; 0: it is free. */
static int is_taken(struct log *log, struct inventory *inv, struct change *change,
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
	change_fail(log, change, &have, str_text(&why));
	return 1;
}

/* Backwards: of two new nodes with one address, the one named first keeps it.  Returns
 * how many changes were taken back, or -errno. */
static int take_back_conflicts(struct log *log, struct inventory *inv,
			       struct changes *changes)
{
	int n = 0;

	for (size_t i = changes->n; i-- > 0;) {
		struct change *change = &changes->v[i];
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
int changes_put(struct log *log, struct inventory *inv, struct changes *changes)
{
	int rc = 0;

	for (size_t i = 0; i < changes->n && rc == 0; i++)
		if (!changes->v[i].failed)
			rc = inventory_put(log, inv, &changes->v[i].after);
	if (rc < 0)
		return rc;
	do {
		rc = take_back_conflicts(log, inv, changes);
	} while (rc > 0);
	return rc;
}

size_t changes_failed(const struct changes *changes)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		n += changes->v[i].failed;
	return n;
}

void changes_fini(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		object_fini(&changes->v[i].after);
	free(changes->v);
	*changes = (struct changes){ 0 };
}
