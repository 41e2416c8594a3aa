/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/walk.c - every entry of a tree, in one order whatever the file system.
 */
#include "walk.h"

#include <errno.h>
#include <fts.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct name {
	dev_t dev;
	ino_t ino;
	char path[]; /* the first */
};

struct walk {
	struct sl_job *job;
	size_t skip; /* bytes of the tree's own path */
	void *names; /* of files that have several */
	int (*each)(void *arg, const struct nfs_entry *);
	void *arg;
};

static int by_inode(const void *left, const void *right)
{
	const struct name *a = left, *b = right;

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return a->ino == b->ino ? 0 : a->ino < b->ino ? -1 : 1;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int first_name(struct walk *walk, struct nfs_entry *entry)
{
	size_t room = strlen(entry->path) + 1;
	struct name *name, **found;

	if (S_ISDIR(entry->st->st_mode) || entry->st->st_nlink < 2)
		return 0;
	name = malloc(sizeof(*name) + room);
	if (!name)
		return sl_fail(walk->job, ENOMEM, "out of memory");
	name->dev = entry->st->st_dev;
	name->ino = entry->st->st_ino;
	memcpy(name->path, entry->path, room);
	found = (struct name **)tsearch(name, &walk->names, by_inode);
	if (found && *found == name)
		return 0;
	free(name);
	if (!found)
		return sl_fail(walk->job, ENOMEM, "out of memory");
	entry->first = (*found)->path;
	return 0;
}

static int take(struct walk *walk, const FTSENT *found)
{
	struct nfs_entry entry = { .full = found->fts_path, .st = found->fts_statp };
	int rc;

	switch (found->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return sl_fail(walk->job, found->fts_errno, "cannot read %s: %s",
			       found->fts_path, strerror(found->fts_errno));
	default:
		entry.path = found->fts_path + walk->skip;
		entry.path += strspn(entry.path, "/");
		rc = first_name(walk, &entry);
		return rc < 0 ? rc : walk->each(walk->arg, &entry);
	}
}

int nfs_walk(struct sl_job *job, const char *tree,
	     int (*each)(void *arg, const struct nfs_entry *), void *arg)
{
	struct walk walk = { .job = job, .skip = strlen(tree), .each = each, .arg = arg };
	char *copy = strdup(tree);
	char *const roots[] = { copy, NULL };
	FTS *fts = copy ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, by_name)
			: NULL;
	FTSENT *found;
	int rc = fts ? 0 : sl_fail(job, ENOMEM, "cannot read %s: out of memory", tree);

	while (rc == 0 && (errno = 0, found = fts_read(fts))) {
		if (job->host->cancelled(job))
			rc = sl_fail(job, ECANCELED, "interrupted");
		if (rc == 0)
			rc = take(&walk, found);
	}
	if (rc == 0 && errno)
		rc = sl_fail(job, errno, "cannot read %s: %s", tree, strerror(errno));
	if (fts)
		fts_close(fts);
	tdestroy(walk.names, free);
	free(copy);
	return rc;
}
