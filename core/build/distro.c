/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/distro.c - which plugin builds an image's distribution.
 */
#include "build.h"

#include "core/base/strv.h"
#include "core/job/job.h"

#include <errno.h>
#include <stdlib.h>

enum { FOUND_MOST = 32, BID_UNASKED = 1 };

/* A negative bid is none. */
static int bid_of(struct log *log, const struct definition *def,
		  const struct plugin *plugin, const struct sl_image *image)
{
	static const struct job_ops none;
	struct job job = { .log = log,
			   .plugin = plugin,
			   .image = image,
			   .tree = -1,
			   .ops = &none,
			   .limit = (unsigned)site_number(def->site, "hook_timeout"),
			   .pure = true };
	int bid;

	if (!plugin->genimage.bid)
		return BID_UNASKED;
	job_enter(&job, "bid");
	bid = plugin->genimage.bid(&job.border, image);
	return job_leave(&job, 0) < 0 || bid < 0 ? 0 : bid;
}

/* Asks plugins that all know the name; the highest bid wins, and a tie is an error. */
static int highest_bid(struct log *log, const struct definition *def,
		       const struct registry_match *found, size_t n, size_t *winner)
{
	const struct sl_image image = {
		.size = SL_SIZE_OF(struct sl_image),
		.name = def->name,
		.distro = definition_text(def, "distro"),
		.version = definition_text(def, "version"),
	};
	size_t rival = 0;
	int best = 0;

	for (size_t i = 0; i < n; i++) {
		int bid = bid_of(log, def, found[i].plugin, &image);

		if (bid < best || bid == 0)
			continue;
		rival = bid == best ? i : n;
		if (bid > best)
			*winner = i;
		best = bid;
	}
	if (best > 0 && rival == n)
		return 0;
	if (best == 0)
		return log_fail(log, ENOENT,
				"%s: %zu plugins know distro \"%s\", and none builds "
				"version \"%s\" of it",
				def->file, n, image.distro,
				image.version ? image.version : "");
	return log_fail(
		log, EINVAL, "plugins %s and %s both build \"%s\": remove one of them",
		found[*winner].plugin->p.name, found[rival].plugin->p.name, image.distro);
}

static int no_distro(struct log *log, const struct registry *registry,
		     const struct definition *def, const char *distro)
{
	struct strv names CLEANUP_STRV = { 0 };
	char *list CLEANUP_FREE = NULL;

	for (size_t i = 0; i < registry->n; i++)
		for (const char *const *name = registry->v[i]->p.genimage
						       ? registry->v[i]->genimage.names
						       : NULL;
		     name && *name; name++)
			strv_add(&names, *name);
	list = strv_join(&names, ", ");
	return log_fail(log, ENOENT, "%s: no plugin builds distro \"%s\"; known are: %s",
			def->file, distro,
			names.n ? list : "none (no such plugin is loaded)");
}

int build_find_distro(struct log *log, const struct registry *registry,
		      const struct definition *def, const struct plugin **plugin,
		      const char **asked)
{
	const char *distro = definition_text(def, "distro");
	struct registry_match found[FOUND_MOST];
	size_t winner = 0, n = registry_distro(registry, distro, found, FOUND_MOST);
	int rc = 0;

	if (n == 0)
		return no_distro(log, registry, def, distro);
	if (n > 1)
		rc = highest_bid(log, def, found, n < FOUND_MOST ? n : FOUND_MOST,
				 &winner);
	*plugin = found[winner].plugin;
	*asked = found[winner].name;
	return rc;
}
