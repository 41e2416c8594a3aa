/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs_output.c - objects as lsdef prints them.
 */
#include "defs_output.h"
#include "core/base/str.h"
#include "defs.h"

#include <stdio.h>
#include <string.h>

void defs_output_begin(struct defs_output *out)
{
	if (out->form == DEFS_JSON)
		out->json = json_array();
	if (out->form == DEFS_STANZA)
		puts("# <xCAT data object stanza file>");
}

static bool is_shown(const struct defs_output *out, const char *key)
{
	return out->keys.n == 0 || strv_has(&out->keys, key);
}

static void print_long(const struct defs_output *out, const struct object *object)
{
	printf("Object name: %s\n", object->name);
	for (size_t i = 0; i < object->n; i++) {
		const struct attribute *a = &object->attrs[i];
		bool secret = defs_is_secret(out->registry, a->key);

		if (is_shown(out, a->key))
			printf("    %s=%s\n", a->key, secret ? "(hidden)" : a->value);
	}
	for (size_t i = 0; i < out->keys.n; i++)
		if (!object_get(object, out->keys.v[i]))
			printf("    %s=\n", out->keys.v[i]);
}

/* The reader takes one pair of quotes and the blanks around a value away. */
static bool needs_quotes(const char *value)
{
	size_t n = strlen(value);

	return strchr(" \t", value[0]) || strchr(" \t", value[n - 1]) ||
	       (n >= 2 && value[0] == '"' && value[n - 1] == '"');
}

static void print_stanza(const struct defs_output *out, const struct object *object)
{
	printf("\n%s:\n    objtype=%s\n", object->name, object_type_text(object->type));
	for (size_t i = 0; i < object->n; i++) {
		const struct attribute *a = &object->attrs[i];
		const char *quote = needs_quotes(a->value) ? "\"" : "";

		if (!is_shown(out, a->key))
			continue;
		if (defs_is_secret(out->registry, a->key))
			printf("    # %s is secret and left out\n", a->key);
		else
			printf("    %s=%s%s%s\n", a->key, quote, a->value, quote);
	}
}

static void add_json(struct defs_output *out, const struct object *object)
{
	json_t *attributes = json_object(), *one = json_object();

	for (size_t i = 0; i < object->n; i++) {
		const struct attribute *a = &object->attrs[i];

		if (is_shown(out, a->key) && !defs_is_secret(out->registry, a->key))
			json_object_set_new(attributes, a->key, json_string(a->value));
	}
	json_object_set_new(one, "name", json_string(object->name));
	json_object_set_new(one, "type", json_string(object_type_text(object->type)));
	json_object_set_new(one, "attributes", attributes);
	json_array_append_new(out->json, one);
}

void defs_output_add(struct defs_output *out, const struct object *object)
{
	out->n++;
	switch (out->form) {
	case DEFS_NAMES:
		printf("%s  (%s)\n", object->name, object_type_text(object->type));
		break;
	case DEFS_LONG:
		print_long(out, object);
		break;
	case DEFS_STANZA:
		print_stanza(out, object);
		break;
	case DEFS_JSON:
		add_json(out, object);
		break;
	}
}

void defs_output_end(struct defs_output *out)
{
	strv_fini(&out->keys);
	if (out->form != DEFS_JSON)
		return;
	json_dumpf(out->json, stdout, JSON_INDENT(2));
	puts("");
	json_decref(out->json);
}
