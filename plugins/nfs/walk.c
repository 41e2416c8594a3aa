/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/walk.c - every entry of a tree, in one order whatever the file system.
 */
#include "walk.h"

#include "plugins/lib/walk.h"

#include <errno.h>
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

static int take(void *arg, const struct walk_entry *found)
{
	struct walk *walk = arg;
	struct nfs_entry entry = { .full = found->full,
				   .path = found->path,
				   .st = found->st };
	int rc = first_name(walk, &entry);

	return rc < 0 ? rc : walk->each(walk->arg, &entry);
}

int nfs_walk(struct sl_job *job, const char *tree,
	     int (*each)(void *arg, const struct nfs_entry *), void *arg)
{
	struct walk walk = { .job = job, .each = each, .arg = arg };
	int rc = walk_tree(job, tree, 0, take, &walk);

	tdestroy(walk.names, free);
	return rc;
}
