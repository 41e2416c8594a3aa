/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inherit.c - nodes take the attributes of their groups.
 */
#include "object.h"

#include <string.h>

static void take(struct object *node, const struct object *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct attribute *a = &group->attrs[i];

		if (strcmp(a->key, "groups") != 0 && !object_get(node, a->key))
			object_set(node, a->key, a->value);
	}
}

static void inherit(struct object *node, const struct objects *groups)
{
	struct strv names CLEANUP_STRV = { 0 };
	const char *list = object_get(node, "groups");

	if (!list)
		return;
	strv_split(&names, list, ",");
	for (size_t i = 0; i < names.n; i++) {
		const struct object *group = objects_find(groups, names.v[i]);

		if (group)
			take(node, group);
	}
}

void objects_inherit(struct log *log, struct objects *nodes, const struct objects *groups)
{
	(void)log;
	for (size_t i = 0; groups->n && i < nodes->n; i++)
		inherit(&nodes->v[i], groups);
}
