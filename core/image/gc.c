/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/gc.c - generations that nobody needs any more.
 */
#include "gc.h"

#include "core/base/file.h"
#include "core/base/path.h"

int gc_remove(struct log *log, const struct generation *generation)
{
	char *parent CLEANUP_FREE = path_parent(generation->folder);
	char *old CLEANUP_FREE = mem_printf("%s/.old-%s.new-", parent, generation->name);
	int rc = path_remove(log, old);

	if (rc == 0)
		rc = file_rename(log, generation->folder, old);
	return rc < 0 ? rc : path_remove(log, old);
}

static int is_kept(struct log *log, const struct site *site,
		   const struct generation *generation, const struct strv *keep,
		   bool *kept)
{
	struct strv links CLEANUP_STRV = { 0 };
	int rc = generation_links(log, site, generation, &links);

	*kept = links.n > 0 || strv_has(keep, generation->sha256);
	return rc;
}

int gc_image(struct log *log, const struct site *site, const char *image,
	     const struct strv *keep, bool dry_run, struct strv *removed)
{
	struct generations list;
	int rc = generations_list(log, site, image, &list);

	for (size_t i = 0; rc == 0 && i < list.n; i++) {
		bool kept;

		rc = is_kept(log, site, &list.v[i], keep, &kept);
		if (rc < 0 || kept)
			continue;
		strv_add(removed, list.v[i].name);
		if (!dry_run)
			rc = gc_remove(log, &list.v[i]);
	}
	generations_fini(&list);
	return rc;
}
