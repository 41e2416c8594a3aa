/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/rmimage.c - stateless rmimage: a generation, or all that was made of an image.
 */
#include "commands.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/image/definition.h"
#include "core/image/gc.h"
#include "core/image/lock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Nodes that are set to what would go.  digest NULL: to any generation of the image. */
static int refuse_if_used(struct cli *cli, const char *image, const char *digest)
{
	struct inventory *inventory = NULL;
	struct node_states states = { 0 };
	size_t users = 0;
	const char *one = NULL;
	int rc, status = cli_inventory(cli, &inventory);

	if (status)
		return status;
	rc = inventory_states(&cli->log, inventory, NULL, &states);
	for (size_t i = 0; rc == 0 && i < states.n; i++) {
		const struct node_state *s = &states.v[i];

		if (!s->image || strcmp(s->image, image) != 0 ||
		    (digest && (!s->generation || strcmp(s->generation, digest) != 0)))
			continue;
		one = s->node;
		users++;
	}
	if (users)
		rc = log_fail(&cli->log, EBUSY,
			      "%zu nodes boot this (%s is one): set them to something "
			      "else first",
			      users, one);
	node_states_fini(&states);
	inventory_close(inventory);
	return rc < 0 ? CLI_FAILED : CLI_OK;
}

/* Links first: no name may lead to what is going. */
static int unlink_and_remove(struct cli *cli, const struct generation *generation)
{
	struct strv links CLEANUP_STRV = { 0 };
	int lock CLEANUP_FD = image_lock(&cli->log, &cli->site, generation->image);
	int rc = lock < 0 ? lock
			  : generation_links(&cli->log, &cli->site, generation, &links);

	for (size_t i = 0; rc == 0 && i < links.n; i++) {
		char *folder CLEANUP_FREE = path_parent(generation->folder);
		char *link CLEANUP_FREE = path_join(folder, links.v[i]);

		rc = path_remove(&cli->log, link);
	}
	return rc < 0 ? rc : gc_remove(&cli->log, generation);
}

static int remove_generation(struct cli *cli, const char *text)
{
	struct generation generation;
	int status = cli_generation(cli, text, &generation);

	if (status)
		return status;
	status = refuse_if_used(cli, generation.image, generation.sha256);
	if (!status && !cli->dry_run)
		status = cli_status(unlink_and_remove(cli, &generation));
	if (!status)
		printf("%s: generation %s %s\n", generation.image, generation.name,
		       cli->dry_run ? "would be removed" : "removed");
	generation_fini(&generation);
	return status;
}

/* It is renamed first: an interrupted removal leaves nothing half under its name. */
static int put_away(struct cli *cli, const char *folder, const char *away)
{
	int rc = path_remove(&cli->log, away);

	if (rc == 0 && path_exists(folder))
		rc = file_rename(&cli->log, folder, away);
	return rc < 0 ? rc : path_remove(&cli->log, away);
}

static int remove_image(struct cli *cli, const struct definition *def)
{
	const char *top = cli->site.installdir;
	char *tree CLEANUP_FREE = mem_printf("%s/trees/.new-%s", top, def->name);
	char *netboot CLEANUP_FREE = mem_printf("%s/netboot/.old-%s", top, def->name);
	int lock CLEANUP_FD = image_lock(&cli->log, &cli->site, def->name);
	int rc = lock < 0 ? lock : put_away(cli, def->folder, tree);

	return rc < 0 ? rc : put_away(cli, def->netboot, netboot);
}

static int remove_all(struct cli *cli, const char *image)
{
	struct definition def;
	int status;

	if (definition_load(&cli->log, &cli->site, image, &def) < 0)
		return CLI_USAGE;
	status = refuse_if_used(cli, image, NULL);
	if (!status && !cli->dry_run)
		status = cli_status(remove_image(cli, &def));
	if (!status && cli->dry_run)
		printf("%s: would remove %s and %s\n", image, def.folder, def.netboot);
	else if (!status)
		printf("%s: tree and generations removed\n", image);
	definition_fini(&def);
	return status;
}

static int run(struct cli *cli)
{
	int status = cli_open(cli);

	if (status)
		return status;
	if (cli->rest.n != 1)
		return cli_usage(cli, "one image, please");
	if (strpbrk(cli->rest.v[0], "@:"))
		return remove_generation(cli, cli->rest.v[0]);
	return remove_all(cli, cli->rest.v[0]);
}

const struct command command_rmimage = {
	.name = "rmimage",
	.usage = "rmimage IMAGE[:METHOD][@GENERATION]",
	.help = "Remove one generation, or tree and generations of an image",
	.more = "IMAGE alone removes its tree and everything packed from it; the "
		"definition in\n"
		"images.d stays.  Nothing is removed that a node is set to boot.",
	.changes = true,
	.run = run,
};
