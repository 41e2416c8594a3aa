/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/syncsources.c - the files of this machine that a synclist's entry names.
 */
#include "syncsources.h"

#include "core/base/path.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <string.h>

static int expand(struct log *log, const struct synclist_entry *entry,
		  const char *pattern, struct strv *paths)
{
	struct strv found CLEANUP_STRV = { 0 };
	glob_t matches = { 0 };
	int rc = glob(pattern, GLOB_NOSORT, NULL, &matches);

	for (size_t i = 0; rc == 0 && i < matches.gl_pathc; i++)
		strv_add(&found, matches.gl_pathv[i]);
	globfree(&matches);
	if (rc != 0)
		return log_fail(log, ENOENT, "%s:%u: there is no file %s", entry->file,
				entry->line, pattern);
	strv_sort(&found);
	strv_add_all(paths, &found);
	return 0;
}

int syncsources_find(struct log *log, const struct definition *def,
		     const struct synclist_entry *entry, struct strv *paths)
{
	char *folder CLEANUP_FREE = path_parent(entry->file);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < entry->sources.n; i++) {
		const char *source = entry->sources.v[i];
		char *path CLEANUP_FREE = *source == '/' ? site_path(def->site, source)
							 : path_join(folder, source);

		if (strpbrk(source, "*?["))
			rc = expand(log, entry, path, paths);
		else
			strv_add(paths, path);
	}
	return rc;
}

char *syncsources_place(const struct synclist_entry *entry, const char *source)
{
	if (!entry->into)
		return mem_dup(entry->path);
	return *entry->path ? path_join(entry->path, path_base(source))
			    : mem_dup(path_base(source));
}

const char *syncpath_fault(const char *path)
{
	static const char *const mounts[] = { "dev", "proc", "run", "sys" };
	size_t first = strcspn(path, "/");

	if (!*path || strlen(path) > SYNCPATH_MOST)
		return "its path is empty or too long";
	for (const char *c = path; *c; c++)
		if (iscntrl((unsigned char)*c))
			return "its path has a control character";
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++)
		if (first == strlen(mounts[i]) && strncmp(path, mounts[i], first) == 0)
			return "what lies below /dev, /proc, /run and /sys is hidden "
			       "when a node runs";
	return NULL;
}
