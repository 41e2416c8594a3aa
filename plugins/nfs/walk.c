/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/walk.c - every entry of a tree, in one order whatever the file system.
 */
#include "walk.h"

#include "plugins/lib/links.h"
#include "plugins/lib/walk.h"

#include <errno.h>

struct walk {
	struct sl_job *job;
	struct links *links;
	int (*each)(void *arg, const struct nfs_entry *);
	void *arg;
};

static int take(void *arg, const struct walk_entry *found)
{
	struct walk *walk = arg;
	struct nfs_entry entry = { .full = found->full,
				   .path = found->path,
				   .st = found->st };

	if (links_find(walk->links, entry.st, entry.path, &entry.first) < 0)
		return sl_fail(walk->job, ENOMEM, "out of memory");
	return walk->each(walk->arg, &entry);
}

int nfs_walk(struct sl_job *job, const char *tree,
	     int (*each)(void *arg, const struct nfs_entry *), void *arg)
{
	struct walk walk = { job, links_new(), each, arg };
	int rc = walk.links ? walk_tree(job, tree, 0, take, &walk)
			    : sl_fail(job, ENOMEM, "out of memory");

	links_free(walk.links);
	return rc;
}
