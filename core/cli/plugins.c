/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/plugins.c - stateless plugins: what is loaded, and what can be set.
 */
#include "commands.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Distributions, methods and platforms of a plugin, by the name of the hook table. */
struct hooks {
	const char *table;
	const char *const *names;
};
enum { TABLES = 3 };

static void hooks_of(const struct plugin *plugin, struct hooks hooks[TABLES])
{
	hooks[0] = (struct hooks){ "genimage", plugin->genimage.names };
	hooks[1] = (struct hooks){ "packimage", plugin->packimage.names };
	hooks[2] = (struct hooks){ "bootloader", plugin->bootloader.names };
}

/* "genimage: rhel rhels*; packimage: squashfs" */
static char *hooks_text(const struct plugin *plugin)
{
	struct hooks hooks[TABLES];
	struct str text = { 0 };

	hooks_of(plugin, hooks);
	for (size_t i = 0; i < TABLES; i++) {
		if (!hooks[i].names)
			continue;
		str_addf(&text, "%s%s:", text.n ? "; " : "", hooks[i].table);
		for (const char *const *name = hooks[i].names; *name; name++)
			str_addf(&text, " %s", *name);
	}
	return str_take(&text);
}

static const struct {
	uint32_t flag;
	const char *name;
} places[] = { { SL_IN_SITE, "site" }, { SL_IN_IMAGE, "image" }, { SL_IN_NODE, "node" } };
enum { PLACES = sizeof(places) / sizeof(places[0]) };

static char *places_text(const struct sl_option *option)
{
	struct str text = { 0 };

	for (size_t i = 0; i < PLACES; i++)
		if (option->flags & places[i].flag)
			str_addf(&text, "%s%s", text.n ? "," : "", places[i].name);
	return str_take(&text);
}

/* ---- for people ---- */

static size_t widest_name(const struct registry *registry)
{
	size_t widest = strlen("NAME");

	for (size_t i = 0; i < registry->n; i++)
		if (strlen(registry->v[i]->p.name) > widest)
			widest = strlen(registry->v[i]->p.name);
	return widest;
}

static void print_all(const struct registry *registry)
{
	int width = (int)widest_name(registry);

	if (registry->n)
		printf("%-*s  %-8s  SUMMARY\n", width, "NAME", "VERSION");
	for (size_t i = 0; i < registry->n; i++) {
		const struct plugin *plugin = registry->v[i];
		char *hooks CLEANUP_FREE = hooks_text(plugin);

		printf("%-*s  %-8s  %s\n", width, plugin->p.name, plugin->p.version,
		       plugin->p.summary);
		printf("%-*s  %-8s  %s\n", width, "", "", hooks);
	}
}

static void print_option(const struct sl_option *option)
{
	char *where CLEANUP_FREE = places_text(option);

	printf("\n  %s = %s (%s)\n      %s\n", option->name,
	       option_type_name(option->type), where, option->help ? option->help : "");
	if (option->fallback)
		printf("      default: %s\n", option->fallback);
	if (option->choices)
		printf("      choices: %s\n", option->choices);
	if (option->flags & SL_REQUIRED)
		puts("      must be set");
	if (option->flags & SL_SECRET)
		puts("      is never shown");
}

static void print_one(const struct plugin *plugin)
{
	char *hooks CLEANUP_FREE = hooks_text(plugin);

	printf("%s %s: %s\n  %s\n  file: %s\n", plugin->p.name, plugin->p.version,
	       plugin->p.summary, hooks, plugin->path);
	if (plugin->data && path_is_folder(plugin->data))
		printf("  data: %s\n", plugin->data);
	for (const struct sl_option *o = plugin->opts; o->type; o++)
		print_option(o);
}

/* ---- for programs ---- */

static json_t *texts_json(const char *const *texts)
{
	json_t *list = json_array();

	for (; texts && *texts; texts++)
		json_array_append_new(list, json_string(*texts));
	return list;
}

static json_t *text_json(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *option_json(const struct sl_option *option)
{
	json_t *one = json_object(), *where = json_array();

	for (size_t i = 0; i < PLACES; i++)
		if (option->flags & places[i].flag)
			json_array_append_new(where, json_string(places[i].name));
	json_object_set_new(one, "name", json_string(option->name));
	json_object_set_new(one, "type", json_string(option_type_name(option->type)));
	json_object_set_new(one, "where", where);
	json_object_set_new(one, "default", text_json(option->fallback));
	json_object_set_new(one, "choices", text_json(option->choices));
	json_object_set_new(one, "required",
			    json_boolean(option->flags & SL_REQUIRED ? 1 : 0));
	json_object_set_new(one, "secret",
			    json_boolean(option->flags & SL_SECRET ? 1 : 0));
	json_object_set_new(one, "help", text_json(option->help));
	return one;
}

static json_t *plugin_json(const struct plugin *plugin)
{
	json_t *one = json_object(), *options = json_array();
	struct hooks hooks[TABLES];

	for (const struct sl_option *o = plugin->opts; o->type; o++)
		json_array_append_new(options, option_json(o));
	json_object_set_new(one, "name", json_string(plugin->p.name));
	json_object_set_new(one, "version", json_string(plugin->p.version));
	json_object_set_new(one, "summary", json_string(plugin->p.summary));
	json_object_set_new(one, "file", json_string(plugin->path));
	json_object_set_new(one, "options", options);
	hooks_of(plugin, hooks);
	for (size_t i = 0; i < TABLES; i++)
		json_object_set_new(one, hooks[i].table, texts_json(hooks[i].names));
	return one;
}

static void print_json(const struct registry *registry, const struct plugin *only)
{
	json_t *list = json_array();

	for (size_t i = 0; i < registry->n; i++)
		if (!only || registry->v[i] == only)
			json_array_append_new(list, plugin_json(registry->v[i]));
	json_dumpf(list, stdout, JSON_INDENT(2));
	puts("");
	json_decref(list);
}

static int run(struct cli *cli)
{
	const struct plugin *only = NULL;
	int status;

	if (cli->rest.n > 1)
		return cli_usage(cli, "one plugin at a time");
	status = cli_open(cli);
	if (status)
		return status;
	if (cli->rest.n)
		only = registry_find(&cli->registry, cli->rest.v[0]);
	if (cli->rest.n && !only)
		return cli_status(log_fail(
			&cli->log, ENOENT,
			"there is no plugin %s; `stateless plugins` lists those that "
			"are loaded",
			cli->rest.v[0]));
	if (cli->json)
		print_json(&cli->registry, only);
	else if (only)
		print_one(only);
	else
		print_all(&cli->registry);
	return CLI_OK;
}

const struct command command_plugins = {
	.name = "plugins",
	.usage = "plugins [NAME]",
	.help = "List the plugins that are loaded, or the options of one",
	.reports = true,
	.run = run,
};
