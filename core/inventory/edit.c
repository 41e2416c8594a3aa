/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/edit.c - one attribute of an object set, or its list added to.
 */
#include "edits.h"
#include "core/base/strv.h"
#include "pattern.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void edit_fail(struct log *log, struct edit *change, const struct attribute *a,
	       const char *why)
{
	log_fail(log, EINVAL, "%s %s: %s=%s: %s", object_type_text(change->after.type),
		 change->after.name, a->key, a->value, why);
	change->failed = true;
}

/* The value for this node; NULL after saying why. */
static char *compute(struct log *log, struct edit *change, const struct attribute *a)
{
	struct pattern *pattern;
	char *value = NULL, *why CLEANUP_FREE = NULL;

	if (change->after.type != OBJECT_NODE || !pattern_is(a->value))
		return mem_dup(a->value);
	if (pattern_new(a->value, &pattern, &why) == 0) {
		int rc = pattern_apply(pattern, change->after.name, &value, &why);

		pattern_free(pattern);
		if (rc == 0)
			return value;
	}
	edit_fail(log, change, a, why);
	return NULL;
}

/* "a,b" with "b,c" appended is "a,b,c"; with them removed it is "a". */
static char *edit_list(const char *old, const char *value, const char *separator,
		       enum edit_mode mode)
{
	struct strv list CLEANUP_STRV = { 0 }, words CLEANUP_STRV = { 0 };

	strv_split(&list, old ? old : "", separator);
	strv_split(&words, value, separator);
	for (size_t i = 0; i < words.n; i++) {
		if (mode == EDIT_REMOVE)
			strv_remove(&list, words.v[i]);
		else if (!strv_has(&list, words.v[i]))
			strv_add(&list, words.v[i]);
	}
	return strv_join(&list, separator);
}

void edit_attribute(struct log *log, struct edit *change, enum edit_mode mode,
		    const struct attribute *a)
{
	const struct attribute_rule *rule = attribute_rule(change->after.type, a->key);
	char *value CLEANUP_FREE = NULL, *list CLEANUP_FREE = NULL;

	if (change->failed)
		return;
	value = compute(log, change, a);
	if (!value)
		return;
	if (mode == EDIT_SET) {
		object_set(&change->after, a->key, value);
		return;
	}
	if (rule && !rule->list) {
		edit_fail(log, change, a,
			  "it has one value, to set and not to append to or remove from");
		return;
	}
	list = edit_list(object_get(&change->after, a->key), value,
			 rule ? rule->list : ",", mode);
	object_set(&change->after, a->key, list);
}
