/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/walk.c - every entry of a folder, in one order whatever the file system.
 */
#include "walk.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	struct sl_job *job;
	size_t skip; /* bytes of the folder's own path */
	walk_visit *visit;
	void *arg;
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int cannot_read(struct sl_job *job, const char *path, int error)
{
	return sl_fail(job, error, "cannot read %s: %s", path, strerror(error));
}

static int visit(const struct walk *walk, FTS *fts, FTSENT *found)
{
	struct walk_entry entry = {
		.full = found->fts_path,
		.path = found->fts_path + walk->skip,
		.name = found->fts_name,
		.st = found->fts_statp,
		.depth = found->fts_level,
	};
	int rc;

	if (walk->job->host->cancelled(walk->job))
		return sl_fail(walk->job, ECANCELED, "interrupted");
	entry.path += strspn(entry.path, "/");
	rc = walk->visit(walk->arg, &entry);
	if (rc == WALK_SKIP)
		rc = fts_set(fts, found, FTS_SKIP) == 0
			     ? 0
			     : cannot_read(walk->job, found->fts_path, errno);
	return rc;
}

static int take(const struct walk *walk, FTS *fts, FTSENT *found)
{
	switch (found->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DC: /* a folder that is mounted below itself */
		return cannot_read(walk->job, found->fts_path, ELOOP);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return cannot_read(walk->job, found->fts_path, found->fts_errno);
	default:
		return visit(walk, fts, found);
	}
}

int walk_tree(struct sl_job *job, const char *folder, unsigned flags,
	      walk_visit *visit_one, void *arg)
{
	struct walk walk = { job, strlen(folder), visit_one, arg };
	int options = FTS_PHYSICAL | FTS_NOCHDIR | (flags & WALK_MOUNTS ? 0 : FTS_XDEV);
	char *const roots[] = { (char *)(uintptr_t)folder, NULL };
	FTS *fts = fts_open(roots, options, by_name);
	FTSENT *found;
	int rc = 0;

	if (!fts)
		return cannot_read(job, folder, errno);
	while (rc == 0 && (errno = 0, found = fts_read(fts)))
		rc = take(&walk, fts, found);
	if (rc == 0 && errno)
		rc = cannot_read(job, folder, errno);
	fts_close(fts);
	return rc;
}
