/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/rmimage.c - stateless rmimage: a generation, or all that was made of an image.
 */
#include "commands.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/image/definition.h"
#include "core/image/gc.h"
#include "core/image/lock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct removal {
	struct cli *cli;
	struct inventory *inventory;
	const char *image;
	const char *digest; /* NULL: any generation of the image */
};

static bool goes(const struct removal *removal, const char *image, const char *digest)
{
	return image && strcmp(image, removal->image) == 0 &&
	       (!removal->digest || str_is(digest, removal->digest));
}

/* Who boots it, and who would roll back to it: counts, and one of them. */
struct users {
	size_t now, before;
	const char *one, *other;
};

static struct users find_users(const struct removal *removal,
			       const struct node_states *states)
{
	struct users users = { 0 };

	for (size_t i = 0; i < states->n; i++) {
		const struct node_state *s = &states->v[i];

		if (goes(removal, s->image, s->generation)) {
			users.one = s->node;
			users.now++;
		} else if (goes(removal, s->previous.image, s->previous.generation)) {
			users.other = s->node;
			users.before++;
		}
	}
	return users;
}

/* gc keeps what a node was set to before, too; here the user may know better. */
static int refuse_if_used(const struct removal *removal)
{
	struct cli *cli = removal->cli;
	struct node_states states = { 0 };
	int rc = inventory_states(&cli->log, removal->inventory, NULL, &states);
	const struct users users = find_users(removal, &states);

	if (rc == 0 && users.now)
		rc = log_fail(&cli->log, EPERM,
			      "%zu nodes boot this (%s is one): set them to something "
			      "else first",
			      users.now, users.one);
	else if (rc == 0 && users.before && !cli_given(cli, "force"))
		rc = log_fail(&cli->log, EPERM,
			      "%zu nodes were set to this before (%s is one), and "
			      "`stateless rollback` would go back to it: say --force to "
			      "remove it all the same",
			      users.before, users.other);
	node_states_fini(&states);
	return rc;
}

/* Between begin and end no nodeset can record what goes (core/image/gc.h). */
static int begin(struct removal *removal)
{
	struct cli *cli = removal->cli;
	int rc = cli->dry_run ? 0 : inventory_begin(&cli->log, removal->inventory);

	return rc < 0 ? rc : refuse_if_used(removal);
}

/* Links first: no name may lead to what is going. */
static int unlink_and_take(struct cli *cli, const struct generation *generation)
{
	struct strv links CLEANUP_STRV = { 0 };
	int rc = generation_links(&cli->log, &cli->site, generation, &links);

	for (size_t i = 0; rc == 0 && i < links.n; i++) {
		char *folder CLEANUP_FREE = path_parent(generation->folder);
		char *link CLEANUP_FREE = path_join(folder, links.v[i]);

		rc = path_remove(&cli->log, link);
	}
	return rc < 0 ? rc : gc_take(&cli->log, generation);
}

static int take_generation(struct removal *removal, const struct generation *generation)
{
	struct cli *cli = removal->cli;
	int lock CLEANUP_FD =
		cli->dry_run ? -1 : image_lock(&cli->log, &cli->site, removal->image);
	int rc = lock < 0 && !cli->dry_run ? lock : begin(removal);

	if (rc == 0 && !cli->dry_run)
		rc = unlink_and_take(cli, generation);
	inventory_undo(removal->inventory);
	if (rc == 0 && !cli->dry_run)
		rc = gc_sweep(&cli->log, &cli->site, removal->image);
	return rc;
}

static int remove_generation(const struct removal *removal, const char *text)
{
	struct cli *cli = removal->cli;
	struct removal one = *removal;
	struct generation generation;
	int status = cli_generation(cli, text, &generation);

	if (status)
		return status;
	one.image = generation.image;
	one.digest = generation.sha256;
	status = cli_status(take_generation(&one, &generation));
	if (!status)
		printf("%s: generation %s %s\n", generation.image, generation.name,
		       cli->dry_run ? "would be removed" : "removed");
	generation_fini(&generation);
	return status;
}

/* By one rename: an interrupted removal leaves nothing half under its name. */
static int put_away(struct cli *cli, const char *folder, const char *away)
{
	int rc = path_remove(&cli->log, away);

	if (rc == 0 && path_exists(folder))
		rc = file_rename(&cli->log, folder, away);
	return rc;
}

static int remove_image(struct removal *removal, const struct definition *def)
{
	struct cli *cli = removal->cli;
	const char *top = cli->site.installdir;
	char *tree CLEANUP_FREE = mem_printf("%s/trees/.new-%s", top, def->name);
	char *netboot CLEANUP_FREE = mem_printf("%s/netboot/.old-%s", top, def->name);
	int lock CLEANUP_FD = image_lock(&cli->log, &cli->site, def->name);
	int rc = lock < 0 ? lock : begin(removal);

	if (rc == 0)
		rc = put_away(cli, def->netboot, netboot);
	inventory_undo(removal->inventory);
	if (rc == 0)
		rc = path_remove(&cli->log, netboot);
	if (rc == 0)
		rc = put_away(cli, def->folder, tree);
	return rc < 0 ? rc : path_remove(&cli->log, tree);
}

static int remove_all(struct removal *removal, const char *image)
{
	struct cli *cli = removal->cli;
	struct definition def;
	int status;

	if (definition_load(&cli->log, &cli->site, image, &def) < 0)
		return CLI_USAGE;
	removal->image = image;
	status = cli_status(cli->dry_run ? begin(removal) : remove_image(removal, &def));
	if (!status && cli->dry_run)
		printf("%s: would remove %s and %s\n", image, def.folder, def.netboot);
	else if (!status)
		printf("%s: tree and generations removed\n", image);
	definition_fini(&def);
	return status;
}

static int run(struct cli *cli)
{
	struct removal removal = { .cli = cli };
	int status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n != 1)
		return cli_usage(cli, "one image, please");
	status = cli_inventory(cli, &removal.inventory);
	if (status)
		return status;
	status = strpbrk(cli->rest.v[0], "@:")
			 ? remove_generation(&removal, cli->rest.v[0])
			 : remove_all(&removal, cli->rest.v[0]);
	inventory_close(removal.inventory);
	return status;
}

static const struct cli_option options[] = {
	{ "force", 'f', NULL,
	  "also what nodes were set to before, and would roll back to" },
	{ NULL, 0, NULL, NULL },
};

const struct command command_rmimage = {
	.name = "rmimage",
	.usage = "rmimage [--force] IMAGE[:METHOD][@GENERATION]",
	.help = "Remove one generation, or tree and generations of an image",
	.more = "IMAGE alone removes its tree and everything packed from it; the "
		"definition in\n"
		"images.d stays.  Nothing is removed that a node is set to boot, and "
		"nothing "
		"that a\n"
		"node was set to before, unless --force is given.",
	.options = options,
	.changes = true,
	.run = run,
};
