/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/copycds.c - stateless copycds: brings in installation media.
 */
#include "commands.h"
#include "units.h"

#include "core/media/media.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

static const char *const states[] = {
	[MEDIA_SEEN] = "seen",
	[MEDIA_COPIED] = "copied",
	[MEDIA_ADDED] = "added",
	[MEDIA_SAME] = "same",
};

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *result_json(const char *medium, const struct media_result *result)
{
	json_t *one = json_object();

	json_object_set_new(one, "medium", json_string(medium));
	json_object_set_new(one, "state", json_string(states[result->state]));
	json_object_set_new(one, "distro", text_or_null(result->distro));
	json_object_set_new(one, "version", text_or_null(result->version));
	json_object_set_new(one, "arch", text_or_null(result->arch));
	json_object_set_new(one, "name", text_or_null(result->name));
	json_object_set_new(one, "plugin", text_or_null(result->plugin));
	json_object_set_new(one, "folder", text_or_null(result->folder));
	json_object_set_new(one, "image", text_or_null(result->image));
	json_object_set_new(one, "image_written", json_boolean(result->image_written));
	json_object_set_new(one, "bytes", json_integer((json_int_t)result->bytes));
	return one;
}

static void print_seen(const char *medium, const struct media_result *result)
{
	char bytes[UNITS_ROOM];

	units_bytes(result->bytes, bytes);
	printf("%s: %s %s %s, %s, by %s%s\n", medium, result->distro,
	       result->version ? result->version : "", result->arch, bytes,
	       result->plugin ? "plugin " : "-n and -a",
	       result->plugin ? result->plugin : "");
}

static void print_result(const struct cli *cli, const char *medium,
			 const struct media_result *result)
{
	const char *would = cli->dry_run ? "would be " : "";

	if (result->state == MEDIA_SEEN) {
		print_seen(medium, result);
		return;
	}
	if (result->state == MEDIA_SAME)
		printf("%s: is in %s already\n", medium, result->folder);
	else if (result->state == MEDIA_ADDED)
		printf("%s: %sadded to the media of %s\n", medium, would, result->folder);
	else
		printf("%s: %scopied to %s\n", medium, would, result->folder);
	if (result->image_written)
		printf("%s: image %s %s%s\n", medium, result->image, would, "written");
	else if (result->image)
		printf("%s: image %s is there already\n", medium, result->image);
}

static int copy(struct cli *cli, const char *medium, json_t *reports)
{
	const struct media_request request = {
		.site = &cli->site,
		.registry = &cli->registry,
		.medium = medium,
		.name = cli_value(cli, "name"),
		.arch = cli_value(cli, "arch"),
		.inspect = cli_given(cli, "inspect"),
		.no_image = cli_given(cli, "no-image"),
		.dry_run = cli->dry_run,
		.stop = cli_interrupted,
	};
	struct media_result result;
	int rc = media_copy(&cli->log, &request, &result);

	if (rc == 0 && cli->json)
		json_array_append_new(reports, result_json(medium, &result));
	else if (rc == 0)
		print_result(cli, medium, &result);
	media_result_fini(&result);
	return rc == -EINVAL ? CLI_USAGE : cli_status(rc);
}

static int run(struct cli *cli)
{
	json_t *reports = NULL;
	int worst = CLI_OK, status = cli_open(cli);
	size_t good = 0;

	if (status)
		return status;
	if (cli->rest.n == 0)
		return cli_usage(cli, "which medium?  An image, a device or a folder");
	reports = json_array();
	for (size_t i = 0; i < cli->rest.n && !cli_interrupted(); i++) {
		status = copy(cli, cli->rest.v[i], reports);
		good += status == CLI_OK;
		worst = status > worst ? status : worst;
	}
	if (cli->json) {
		json_dumpf(reports, stdout, JSON_INDENT(2));
		puts("");
	}
	json_decref(reports);
	return cli_worst(good, worst);
}

static const struct cli_option options[] = {
	{ "name", 'n', "NAME", "call it NAME, as in rhels9.4" },
	{ "arch", 'a', "ARCH", "it is of this architecture, as uname -m says it" },
	{ "inspect", 'i', NULL, "only say what it is" },
	{ "no-image", 'o', NULL, "write no image file" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_copycds = {
	.name = "copycds",
	.usage = "copycds [-n NAME] [-a ARCH] [-i] [-o] ISO...",
	.help = "Bring installation media in: images, devices or mounted trees",
	.more = "A medium is copied to INSTALLDIR/NAME/ARCH, and images.d gets an image "
		"for it\n"
		"unless there is one.  What it is, the plugins tell by its files; -n and "
		"-a overrule\n"
		"them.  A further medium of the same name adds its files, or becomes "
		"disc2 there\n"
		"where they differ.  The same medium again changes nothing.\n"
		"-n is not --dry-run here.",
	.options = options,
	.changes = true,
	.reports = true,
	.run = run,
};
