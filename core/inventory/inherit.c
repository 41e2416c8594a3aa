/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inherit.c - nodes take the attributes of their groups.
 */
#include "attributes.h"
#include "object.h"
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

/* Patterns are compiled once, not once per node. */
struct source {
	const struct object *group;
	struct pattern **patterns; /* one per attribute; NULL: a plain value */
	bool *warned;              /* once per attribute, not once per node  */
};

struct sources {
	const struct objects *groups;
	struct source *v; /* as groups->v */
};

static void warn(struct log *log, struct source *source, size_t at, const char *node,
		 const char *why)
{
	const struct attribute *a = &source->group->attrs[at];

	if (!source->warned[at])
		log_warn(log,
			 "group %s: %s=%s: for node %s, %s; it is left unset for this "
			 "node and others like it",
			 source->group->name, a->key, a->value, node, why);
	source->warned[at] = true;
}

/* A value that depends on the name is checked only now. */
static void take_computed(struct log *log, struct object *node, struct source *source,
			  size_t at)
{
	const struct attribute_rule *rule =
		attribute_rule(OBJECT_NODE, source->group->attrs[at].key);
	struct str normal CLEANUP_STR = { 0 }, why CLEANUP_STR = { 0 };
	char *value CLEANUP_FREE = NULL, *reason CLEANUP_FREE = NULL;

	if (pattern_apply(source->patterns[at], node->name, &value, &reason) < 0) {
		warn(log, source, at, node->name, reason);
	} else if (rule && *value && rule->check(value, &normal, &why) < 0) {
		str_addf(&why, " and not %s", value);
		warn(log, source, at, node->name, str_text(&why));
	} else {
		object_set(node, source->group->attrs[at].key,
			   rule ? str_text(&normal) : value);
	}
}

static void take(struct log *log, struct object *node, struct source *source)
{
	for (size_t i = 0; i < source->group->n; i++) {
		const struct attribute *a = &source->group->attrs[i];

		if (object_get(node, a->key))
			continue;
		if (source->patterns[i])
			take_computed(log, node, source, i);
		else if (!pattern_is(a->value))
			object_set(node, a->key, a->value);
	}
}

static void inherit(struct log *log, struct object *node, const struct sources *sources)
{
	struct strv names CLEANUP_STRV = { 0 };
	const char *list = object_get(node, "groups");

	if (!list)
		return;
	strv_split(&names, list, ",");
	for (size_t i = 0; i < names.n; i++) {
		const struct object *group = objects_find(sources->groups, names.v[i]);

		if (group)
			take(log, node, &sources->v[group - sources->groups->v]);
	}
}

/* What cannot be read was refused when it was set; a database may come from elsewhere. */
static void source_init(struct log *log, struct source *source,
			const struct object *group)
{
	source->group = group;
	source->patterns = mem_alloc((group->n + 1) * sizeof(struct pattern *));
	source->warned = mem_alloc((group->n + 1) * sizeof(bool));
	for (size_t i = 0; i < group->n; i++) {
		char *why CLEANUP_FREE = NULL;

		if (pattern_is(group->attrs[i].value) &&
		    pattern_new(group->attrs[i].value, &source->patterns[i], &why) < 0)
			warn(log, source, i, "(any)", why);
	}
}

static void source_fini(struct source *source)
{
	for (size_t i = 0; i < source->group->n; i++)
		pattern_free(source->patterns[i]);
	free(source->patterns);
	free(source->warned);
}

void objects_inherit(struct log *log, struct objects *nodes, const struct objects *groups)
{
	struct sources sources = { .groups = groups };

	if (groups->n == 0)
		return;
	sources.v = mem_alloc(groups->n * sizeof(*sources.v));
	for (size_t i = 0; i < groups->n; i++)
		source_init(log, &sources.v[i], &groups->v[i]);
	for (size_t i = 0; i < nodes->n; i++)
		inherit(log, &nodes->v[i], &sources);
	for (size_t i = 0; i < groups->n; i++)
		source_fini(&sources.v[i]);
	free(sources.v);
}
