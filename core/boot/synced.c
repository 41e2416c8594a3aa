/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/synced.c - the entries of synclists that are for some nodes only.
 */
#include "synced.h"

#include "core/image/syncsources.h"
#include "core/inventory/noderange.h"
#include "core/lists/synclist.h"

#include <errno.h>
#include <stdlib.h>

struct loader {
	struct log *log;
	const struct definition *def;
	struct inventory *inventory;
	const struct synclist_entry *from;
	struct synced_entry *to;
};

static int find_nodes(const struct loader *loader)
{
	const struct synclist_entry *from = loader->from;
	struct strv missed CLEANUP_STRV = { 0 };
	char *all CLEANUP_FREE = NULL, present[] = "";
	int rc = noderange_find(loader->log, loader->inventory, from->nodes,
				&loader->to->names, &missed);

	if (rc < 0)
		return log_fail(loader->log, -rc, "%s:%u: its nodes (%s) cannot be found",
				from->file, from->line, from->nodes);
	all = strv_join(&missed, ", ");
	if (missed.n)
		log_warn(loader->log, "%s:%u: there is no node or group %s", from->file,
			 from->line, all);
	for (size_t i = 0; i < loader->to->names.n; i++)
		map_put(&loader->to->nodes, loader->to->names.v[i], present);
	return 0;
}

static int read_sources(const struct loader *loader)
{
	const struct synclist_entry *from = loader->from;
	struct strv files CLEANUP_STRV = { 0 };
	int rc = syncsources_find(loader->log, loader->def, from, &files);

	for (size_t i = 0; rc == 0 && i < files.n; i++) {
		char *place CLEANUP_FREE = syncsources_place(from, files.v[i]);

		rc = nodefiles_read(loader->log, &loader->to->files, files.v[i], place,
				    0);
		if (rc < 0)
			log_fail(loader->log, -rc, "%s:%u: this entry cannot be read",
				 from->file, from->line);
	}
	return rc;
}

static int load_entry(const struct loader *loader)
{
	const struct synclist_entry *from = loader->from;
	int rc;

	if (from->clause != SYNCLIST_COPY)
		return log_fail(loader->log, EINVAL,
				"%s:%u: APPEND: and MERGE: change files of the image, "
				"which are the same for all nodes: leave (%s) out, or "
				"give the whole file",
				from->file, from->line, from->nodes);
	rc = find_nodes(loader);
	/* What nobody gets need not be there. */
	if (rc == 0 && loader->to->names.n)
		rc = read_sources(loader);
	return rc;
}

int synced_load(struct log *log, const struct definition *def,
		struct inventory *inventory, struct synced *synced)
{
	struct strv paths CLEANUP_STRV = { 0 };
	struct synclist list = { 0 };
	int rc;

	*synced = (struct synced){ 0 };
	definition_files(def, "synclists", &paths);
	rc = synclist_read(log, &paths, &list);
	synced->v = mem_alloc((list.n + 1) * sizeof(*synced->v));
	for (size_t i = 0; rc == 0 && i < list.n; i++) {
		struct loader loader = { log, def, inventory, &list.v[i],
					 &synced->v[synced->n] };

		if (!list.v[i].nodes)
			continue;
		synced->n++;
		rc = load_entry(&loader);
	}
	synclist_fini(&list);
	return rc;
}

void synced_fini(struct synced *synced)
{
	for (size_t i = 0; i < synced->n; i++) {
		nodefiles_fini(&synced->v[i].files);
		map_fini(&synced->v[i].nodes);
		strv_fini(&synced->v[i].names);
	}
	free(synced->v);
	*synced = (struct synced){ 0 };
}
