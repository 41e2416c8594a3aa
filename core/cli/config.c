/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/config.c - stateless config: what is in effect, and where it was set.
 */
#include "commands.h"

#include "core/base/str.h"
#include "core/image/definition.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* What is shown: one section's options as seen from a site or an image. */
struct view {
	const struct definition *image;   /* of an image; or NULL */
	const struct settings *scopes[3]; /* of plugins' sections, narrowest first */
	uint32_t where;                   /* SL_IN_SITE or SL_IN_IMAGE */
	const struct option_table *tables;
	int indent;
};

/* One key of it. */
struct effect {
	const struct sl_option *option;
	const struct setting *setting; /* NULL: left at its fallback */
};

static struct effect effect_of(const struct view *view, const char *section,
			       const struct sl_option *option)
{
	if (view->image && !*section)
		return (struct effect){ option,
					definition_setting(view->image, option->name) };
	return (struct effect){ option,
				settings_narrowest(view->scopes, section, option->name) };
}

static bool is_set(const struct effect *effect)
{
	return effect->setting || effect->option->fallback;
}

/* "FILE:LINE", "default" or "unset"; the caller frees. */
static char *origin(const struct effect *effect)
{
	/* found by the profile: no line names it */
	if (effect->setting && effect->setting->line == 0)
		return mem_dup(effect->setting->file);
	if (effect->setting)
		return mem_printf("%s:%d", effect->setting->file, effect->setting->line);
	return mem_dup(effect->option->fallback ? "default" : "unset");
}

static size_t count_values(const struct effect *effect)
{
	if (effect->setting)
		return effect->setting->values.n;
	return effect->option->fallback ? 1 : 0;
}

static const char *value_at(const struct effect *effect, size_t i)
{
	if (effect->option->flags & SL_SECRET)
		return "***";
	return effect->setting ? effect->setting->values.v[i] : effect->option->fallback;
}

/* ---- for people, and for libconfuse ---- */

static void add_quoted(struct str *text, const char *value)
{
	str_add(text, "\"");
	for (; *value; value++)
		str_addf(text, "%s%c", *value == '"' || *value == '\\' ? "\\" : "",
			 *value);
	str_add(text, "\"");
}

static void add_value(struct str *text, const struct effect *effect)
{
	bool list = effect->option->type == SL_LIST;

	str_add(text, list ? "{" : "");
	for (size_t i = 0; i < count_values(effect); i++) {
		str_add(text, i ? ", " : list ? " " : "");
		add_quoted(text, value_at(effect, i));
	}
	if (!list && count_values(effect) == 0)
		add_quoted(text, "");
	str_add(text, list ? " }" : "");
}

/* What is unset, and what is not shown, stands in a comment: read back, the text means
 * the same as before. */
static void print_effect(const struct view *view, const struct effect *effect)
{
	bool hidden = effect->option->flags & SL_SECRET;
	const char *mark = is_set(effect) && !hidden ? "" : "# ";
	char *from CLEANUP_FREE = origin(effect);
	struct str text = { 0 };

	str_addf(&text, "%*s%s%s = ", view->indent, "", mark, effect->option->name);
	add_value(&text, effect);
	printf("%-40s # %s\n", str_text(&text), from);
	str_fini(&text);
}

static void print_options(const struct view *view, const struct option_table *table)
{
	for (const struct sl_option *o = table->opts; o->type; o++) {
		struct effect effect = effect_of(view, table->section, o);

		if (o->flags & view->where)
			print_effect(view, &effect);
	}
}

static bool has_any(const struct option_table *table, uint32_t where)
{
	for (const struct sl_option *o = table->opts; o->type; o++)
		if (o->flags & where)
			return true;
	return false;
}

static void print_view(struct view *view)
{
	print_options(view, view->tables);
	for (const struct option_table *t = view->tables + 1; t->section; t++) {
		if (!has_any(t, view->where))
			continue;
		printf("\n%*s%s {\n", view->indent, "", t->section);
		view->indent += 4;
		print_options(view, t);
		view->indent -= 4;
		printf("%*s}\n", view->indent, "");
	}
}

/* ---- for programs ---- */

static json_t *value_json(const struct effect *effect)
{
	json_t *list;

	if (effect->option->type != SL_LIST)
		return count_values(effect) ? json_string(value_at(effect, 0))
					    : json_null();
	list = json_array();
	for (size_t i = 0; i < count_values(effect); i++)
		json_array_append_new(list, json_string(value_at(effect, i)));
	return list;
}

static json_t *effect_json(const struct effect *effect)
{
	char *from CLEANUP_FREE = origin(effect);
	json_t *one = json_object();

	json_object_set_new(one, "value", value_json(effect));
	json_object_set_new(one, "from", json_string(from));
	return one;
}

static json_t *table_json(const struct view *view, const struct option_table *table)
{
	json_t *keys = json_object();

	for (const struct sl_option *o = table->opts; o->type; o++) {
		struct effect effect = effect_of(view, table->section, o);

		if (o->flags & view->where)
			json_object_set_new(keys, o->name, effect_json(&effect));
	}
	return keys;
}

/* The core's own keys are those of section "". */
static void print_json(const struct view *view)
{
	json_t *sections = json_object();

	for (const struct option_table *t = view->tables; t->section; t++)
		if (t == view->tables || has_any(t, view->where))
			json_object_set_new(sections, t->section, table_json(view, t));
	json_dumpf(sections, stdout, JSON_INDENT(2));
	puts("");
	json_decref(sections);
}

/* ---- the two views ---- */

static void show_site(struct cli *cli)
{
	struct view view = { .scopes = { &cli->site.settings },
			     .where = SL_IN_SITE,
			     .tables = cli->site.tables };

	if (cli->json)
		print_json(&view);
	else
		print_view(&view);
}

static struct option_table *image_tables(const struct site *site)
{
	struct option_table *tables = mem_alloc((site->n_tables + 1) * sizeof(*tables));

	memcpy(tables, site->tables, site->n_tables * sizeof(*tables));
	tables[0] = (struct option_table){ "", image_options };
	return tables;
}

static int show_image(struct cli *cli, const char *name)
{
	struct option_table *tables CLEANUP_FREE = image_tables(&cli->site);
	struct view view = { .where = SL_IN_IMAGE, .tables = tables, .indent = 4 };
	struct definition def;
	int rc = cli_definition(cli, name, &def);

	if (rc < 0)
		return rc;
	view.image = &def;
	view.scopes[0] = &def.settings;
	view.scopes[1] = &cli->site.settings;
	if (cli->json) {
		print_json(&view);
	} else {
		printf("image \"%s\" {\n", name);
		print_view(&view);
		puts("}");
	}
	definition_fini(&def);
	return 0;
}

static int run(struct cli *cli)
{
	int status;

	if (cli->rest.n > 1)
		return cli_usage(cli, "one image at a time");
	status = cli_open(cli);
	if (status)
		return status;
	if (cli->rest.n)
		return cli_status(show_image(cli, cli->rest.v[0]));
	show_site(cli);
	return CLI_OK;
}

const struct command command_config = {
	.name = "config",
	.usage = "config [IMAGE]",
	.help = "Show what is in effect for the site or an image, and where it was set",
	.more = "What is printed can be read back as a configuration file.  Secrets are "
		"not\n"
		"shown.",
	.reports = true,
	.run = run,
};
