/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/images.c - stateless images: what there is, built and packed.
 */
#include "commands.h"
#include "units.h"

#include "core/base/path.h"
#include "core/image/definition.h"
#include "core/image/generation.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static json_t *generation_json(const struct generation *g, const struct strv *links)
{
	json_t *names = json_array(), *one = json_object();

	for (size_t i = 0; i < links->n; i++)
		json_array_append_new(names, json_string(links->v[i]));
	json_object_set_new(one, "generation", json_string(g->name));
	json_object_set_new(one, "digest", json_string(g->sha256));
	json_object_set_new(one, "method", json_string(g->manifest.method));
	json_object_set_new(one, "arch", json_string(g->manifest.arch));
	json_object_set_new(one, "kernel", json_string(g->manifest.kernel));
	json_object_set_new(one, "bytes", json_integer((json_int_t)g->bytes));
	json_object_set_new(one, "packages",
			    json_integer((json_int_t)g->manifest.n_packages));
	json_object_set_new(one, "published", json_integer(g->published));
	json_object_set_new(one, "links", names);
	return one;
}

static void print_generation(const struct generation *g, const struct strv *links)
{
	char *names CLEANUP_FREE = strv_join(links, " ");
	char bytes[UNITS_ROOM], when[UNITS_ROOM];

	units_bytes(g->bytes, bytes);
	units_time(g->published, when);
	printf("  %s  %-10s %10s  %s  %s  %s\n", g->name, g->manifest.method, bytes, when,
	       g->manifest.kernel, names);
}

static int show_image(struct cli *cli, const char *name, json_t *out)
{
	struct definition def;
	struct generations list;
	json_t *all = json_array();
	int rc = definition_load(&cli->log, &cli->site, name, &def);

	if (rc < 0) {
		json_decref(all);
		return CLI_USAGE;
	}
	rc = generations_list(&cli->log, &cli->site, name, &list);
	if (rc == 0 && !cli->json)
		printf("%s: %s %s, %s, %zu packed\n", name,
		       definition_text(&def, "distro"),
		       definition_text(&def, "version") ? definition_text(&def, "version")
							: "",
		       path_is_folder(def.tree) ? "tree built" : "no tree yet", list.n);
	for (size_t i = 0; rc == 0 && i < list.n; i++) {
		struct strv links CLEANUP_STRV = { 0 };

		rc = generation_links(&cli->log, &cli->site, &list.v[i], &links);
		if (rc == 0 && cli->json)
			json_array_append_new(all, generation_json(&list.v[i], &links));
		else if (rc == 0)
			print_generation(&list.v[i], &links);
	}
	generations_fini(&list);
	definition_fini(&def);
	json_object_set_new(out, name, all);
	return cli_status(rc);
}

/* One whose file is broken does not hide the others. */
static int run(struct cli *cli)
{
	struct strv names CLEANUP_STRV = { 0 };
	json_t *out = json_object();
	size_t good = 0;
	int worst = CLI_OK, status = cli_open(cli);

	strv_add_all(&names, &cli->rest);
	if (!status && names.n == 0)
		status = cli_status(definition_names(&cli->log, &cli->site, &names));
	for (size_t i = 0; !status && i < names.n; i++) {
		int one = show_image(cli, names.v[i], out);

		good += one == CLI_OK;
		worst = one > worst ? one : worst;
	}
	if (!status && cli->json) {
		json_dumpf(out, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
		puts("");
	}
	json_decref(out);
	return status ? status : cli_worst(good, worst);
}

const struct command command_images = {
	.name = "images",
	.usage = "images [IMAGE]...",
	.help = "List images and their packed generations, newest first",
	.reports = true,
	.run = run,
};
