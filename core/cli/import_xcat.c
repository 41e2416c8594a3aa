/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/import_xcat.c - stateless import-xcat: xCAT's osimages become image files.
 */
#include "commands.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/image/definition.h"
#include "core/media/imagefile.h"
#include "core/media/xcat.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { STANZAS_MOST = 64 << 20 };

struct import {
	struct cli *cli;
	bool force;
	struct strv images; /* that there are already */
	size_t good, failed;
};

static void print_notes(const char *name, const struct strv *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		printf("%s: %s\n", name, notes->v[i]);
}

/* 0, or -EEXIST, said.  Of one that another file defines there would be two. */
static int check_place(struct import *import, const char *name, const char *path)
{
	bool there = path_exists(path);

	if (there && import->force)
		return 0;
	if (there)
		return log_fail(&import->cli->log, EEXIST,
				"%s: %s is there already; --force replaces it", name,
				path);
	if (strv_has(&import->images, name))
		return log_fail(&import->cli->log, EEXIST,
				"%s: another file of images.d has an image of that name",
				name);
	return 0;
}

static int put(struct import *import, const char *name, const struct xcat_image *image)
{
	struct cli *cli = import->cli;
	char *path CLEANUP_FREE = imagefile_path(&cli->site, name);
	int rc = check_place(import, name, path);

	if (rc < 0)
		return rc;
	if (cli->dry_run) {
		printf("# would write %s\n%s", path, str_text(&image->text));
	} else {
		rc = imagefile_write(&cli->log, &cli->site, name, &image->text);
		if (rc < 0)
			return rc;
		printf("%s: wrote %s\n", name, path);
	}
	strv_add(&import->images, name);
	return 0;
}

static void import_one(struct import *import, const struct stanza *stanza)
{
	struct cli *cli = import->cli;
	struct xcat_image image;
	int rc = xcat_convert(&cli->log, &cli->registry, &cli->site, stanza, &image);

	if (rc == 0)
		rc = put(import, stanza->name, &image);
	if (rc >= 0)
		print_notes(stanza->name, &image.notes);
	import->good += rc >= 0;
	import->failed += rc < 0;
	xcat_image_fini(&image);
}

static void say_others(const char *file, size_t nodes, const struct strv *types)
{
	char *list CLEANUP_FREE = strv_join(types, ", ");

	if (nodes)
		printf("%s: %zu nodes, groups or networks are left to: stateless mkdef "
		       "-z "
		       "< %s\n",
		       file, nodes, file);
	if (types->n)
		printf("%s: objects of these types have no counterpart: %s\n", file,
		       list);
}

static int import_stanzas(struct import *import, const char *file,
			  const struct stanzas *stanzas)
{
	struct strv types CLEANUP_STRV = { 0 };
	size_t nodes = 0, images = 0;

	for (size_t i = 0; i < stanzas->n; i++) {
		const char *type = stanzas->v[i].type;

		if (strcmp(type, "osimage") == 0) {
			images++;
			import_one(import, &stanzas->v[i]);
		} else if (strcmp(type, "node") == 0 || strcmp(type, "group") == 0 ||
			   strcmp(type, "network") == 0) {
			nodes++;
		} else if (!strv_has(&types, type)) {
			strv_add(&types, type);
		}
	}
	say_others(file, nodes, &types);
	if (images == 0)
		return log_fail(&import->cli->log, ENOENT,
				"%s has no osimage; make it by: lsdef -t osimage -z > %s",
				file, file);
	return 0;
}

static void import_file(struct import *import, const char *file)
{
	struct log *log = &import->cli->log;
	struct str text CLEANUP_STR = { 0 };
	struct stanzas stanzas = { 0 };
	int rc = file_read(log, file, STANZAS_MOST, &text);

	if (rc == 0 && memchr(str_text(&text), '\0', text.n))
		rc = log_fail(log, EINVAL, "%s: there is a NUL byte: this is no text",
			      file);
	if (rc == 0)
		rc = stanza_parse(log, file, str_text(&text), &stanzas);
	if (rc == 0)
		rc = import_stanzas(import, file, &stanzas);
	if (rc < 0)
		import->failed++;
	stanzas_fini(&stanzas);
}

static int run(struct cli *cli)
{
	struct import import = { .cli = cli, .force = cli_given(cli, "force") };
	char *folder CLEANUP_FREE = NULL;
	int status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n == 0)
		return cli_usage(cli, "which file?  Make one by: lsdef -t osimage -z");
	folder = path_join(cli->site.confdir, "images.d");
	if (path_is_folder(folder) &&
	    definition_names(&cli->log, &cli->site, &import.images) < 0)
		return CLI_FAILED;
	for (size_t i = 0; i < cli->rest.n && !cli_interrupted(); i++)
		import_file(&import, cli->rest.v[i]);
	strv_fini(&import.images);
	return import.failed ? cli_worst(import.good, CLI_FAILED) : CLI_OK;
}

static const struct cli_option options[] = {
	{ "force", 'f', NULL, "replace image files that are there" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_import_xcat = {
	.name = "import-xcat",
	.usage = "import-xcat [--force] FILE...",
	.help = "Turn the output of xCAT's lsdef -t osimage -z into image files",
	.more = "Each osimage of provmethod netboot or statelite becomes "
		"images.d/NAME.conf; every\n"
		"attribute that has no counterpart is named.  --dry-run prints the "
		"files.  Nodes, groups\n"
		"and networks go to `stateless mkdef -z`.",
	.options = options,
	.changes = true,
	.run = run,
};
