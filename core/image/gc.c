/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/gc.c - generations that nobody needs any more.
 */
#include "gc.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char taken[] = ".old-";

int gc_take(struct log *log, const struct generation *generation)
{
	char *parent CLEANUP_FREE = path_parent(generation->folder);
	char *old CLEANUP_FREE =
		mem_printf("%s/%s%s.new-", parent, taken, generation->name);
	int rc = path_remove(log, old);

	return rc < 0 ? rc : file_rename(log, generation->folder, old);
}

int gc_sweep(struct log *log, const struct site *site, const char *image)
{
	char *folder CLEANUP_FREE = mem_printf("%s/netboot/%s", site->installdir, image);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0
				       : log_fail(log, errno, "cannot read %s: %s",
						  folder, strerror(errno));
	while (rc == 0 && (entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(folder, entry->d_name);

		if (str_starts(entry->d_name, taken))
			rc = path_remove(log, path);
	}
	closedir(dir);
	return rc;
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
			rc = gc_take(log, &list.v[i]);
	}
	generations_fini(&list);
	return rc;
}
