/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs.c - the words of mkdef, chdef, lsdef and rmdef.
 */
#include "defs.h"
#include "core/base/file.h"
#include "core/base/natural.h"
#include "core/base/str.h"
#include "core/inventory/noderange.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_INPUT ((size_t)512 << 20) /* bytes of standard input */
#define STDIN_NAME "standard input"

static void add_attribute(struct defs *defs, const char *word)
{
	size_t n = strcspn(word, "=");

	defs->pairs = mem_grow(defs->pairs, defs->n + 1, sizeof(*defs->pairs));
	defs->pairs[defs->n].key = mem_ndup(word, n);
	defs->pairs[defs->n++].value = mem_dup(word + n + 1);
}

static int read_words(struct defs *defs)
{
	struct cli *cli = defs->cli;
	struct strv names CLEANUP_STRV = { 0 };
	const char *type = cli_value(cli, "type");

	defs->type = type ? object_type_of(type) : OBJECT_NODE;
	if (!defs->type)
		return cli_usage(cli, "-t %s: the types are node, group and network",
				 type);
	cli_values(cli, "object", &names);
	for (size_t i = 0; i < cli->rest.n; i++) {
		const char *word = cli->rest.v[i];

		if (*word == '=')
			return cli_usage(
				cli, "%s: an attribute is missing before the =", word);
		if (strchr(word, '='))
			add_attribute(defs, word);
		else
			strv_add(&names, word);
	}
	defs->range = strv_join(&names, ",");
	return 0;
}

int defs_open(struct cli *cli, struct defs *defs)
{
	int status;

	*defs = (struct defs){ .cli = cli };
	status = read_words(defs);
	if (!status)
		status = cli_inventory(cli, &defs->inventory);
	defs->plugins = defs_plugins(&cli->registry);
	return status;
}

void defs_close(struct defs *defs)
{
	inventory_close(defs->inventory);
	for (size_t i = 0; i < defs->n; i++) {
		free(defs->pairs[i].key);
		free(defs->pairs[i].value);
	}
	free(defs->pairs);
	free(defs->range);
	free(defs->inputs);
	strv_fini(&defs->names);
	stanzas_fini(&defs->stanzas);
	for (int i = OBJECT_NODE; i <= OBJECT_NETWORK; i++)
		objects_fini(&defs->existing[i]);
}

int defs_expand(struct defs *defs, struct strv *missed)
{
	struct log *log = &defs->cli->log;
	struct strv none CLEANUP_STRV = { 0 };

	if (defs->type != OBJECT_NODE) {
		strv_split(&defs->names, defs->range, ", ");
		natural_sort(&defs->names);
		return 0;
	}
	if (missed)
		return noderange_find(log, defs->inventory, defs->range, &defs->names,
				      missed);
	return noderange_expand(log, defs->range, NULL, &defs->names, &none);
}

static void add_input(struct defs *defs, struct defs_input input)
{
	defs->inputs[defs->n_inputs++] = input;
}

static int read_range(struct defs *defs, bool lookup)
{
	struct strv missed CLEANUP_STRV = { 0 };
	int rc;

	if (!*defs->range)
		return cli_usage(defs->cli, "a name or range is missing");
	rc = defs_expand(defs, lookup ? &missed : NULL);
	if (rc < 0)
		return cli_status(rc);
	strv_add_all(&defs->names, &missed);
	natural_sort(&defs->names);
	defs->inputs = mem_alloc((defs->names.n + 1) * sizeof(*defs->inputs));
	for (size_t i = 0; i < defs->names.n; i++)
		add_input(defs, (struct defs_input){ defs->type, defs->names.v[i],
						     defs->pairs, defs->n });
	return 0;
}

static int read_stanzas(struct defs *defs)
{
	struct log *log = &defs->cli->log;
	struct str text CLEANUP_STR = { 0 };
	int rc;

	if (*defs->range || defs->n || cli_given(defs->cli, "type"))
		return cli_usage(defs->cli, "with -z, names, types and attributes are "
					    "read from " STDIN_NAME " alone");
	rc = file_read_fd(STDIN_FILENO, MOST_INPUT, &text);
	if (rc < 0)
		return cli_status(log_fail(log, -rc, STDIN_NAME ": %s", strerror(-rc)));
	if (stanza_parse(log, STDIN_NAME, str_text(&text), &defs->stanzas) < 0)
		return CLI_USAGE;
	defs->inputs = mem_alloc((defs->stanzas.n + 1) * sizeof(*defs->inputs));
	for (size_t i = 0; i < defs->stanzas.n; i++) {
		const struct stanza *s = &defs->stanzas.v[i];
		enum object_type type = object_type_of(s->type);

		if (type) {
			add_input(defs, (struct defs_input){ type, s->name, s->v, s->n });
			continue;
		}
		log_fail(log, EINVAL,
			 STDIN_NAME ":%d: %s: objtype=%s: the types are node, group and "
				    "network",
			 s->line, s->name, s->type);
		defs->failed++;
	}
	return 0;
}

static int load_existing(struct defs *defs)
{
	for (int type = OBJECT_NODE; type <= OBJECT_NETWORK; type++) {
		struct strv names CLEANUP_STRV = { 0 };
		int rc;

		for (size_t i = 0; i < defs->n_inputs; i++)
			if ((int)defs->inputs[i].type == type)
				strv_add(&names, defs->inputs[i].name);
		if (names.n == 0)
			continue;
		rc = inventory_load(&defs->cli->log, defs->inventory,
				    (enum object_type)type, &names, false,
				    &defs->existing[type]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The change begins before anything is looked at: what is there stays so. */
int defs_read(struct defs *defs, bool lookup)
{
	bool stanza = cli_given(defs->cli, "stanza");
	int status, rc;

	status = stanza ? read_stanzas(defs) : 0;
	if (status)
		return status;
	rc = inventory_begin(&defs->cli->log, defs->inventory);
	if (rc < 0)
		return cli_status(rc);
	status = stanza ? 0 : read_range(defs, lookup);
	return status ? status : cli_status(load_existing(defs));
}

void defs_edit(struct defs *defs, struct edit *change, enum edit_mode mode,
	       const struct defs_input *input)
{
	for (size_t i = 0; i < input->n; i++) {
		char *key CLEANUP_FREE =
			defs_key(&defs->cli->registry, input->type, input->pairs[i].key);
		const struct attribute a = { key, input->pairs[i].value };

		edit_attribute(&defs->cli->log, change, mode, &a);
	}
}

const struct object *defs_find(const struct defs *defs, const struct defs_input *input)
{
	return objects_find(&defs->existing[input->type], input->name);
}

int defs_status(size_t done, size_t failed)
{
	if (failed == 0)
		return CLI_OK;
	return done ? CLI_SOME : CLI_FAILED;
}
