/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/walk.c - the entries of a tree, in the order of the archive.
 */
#include "ramdisk.h"

#include "plugins/lib/links.h"
#include "plugins/lib/walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLICY "etc/selinux"

struct walk {
	struct sl_job *job;
	const char *tree;
	ramdisk_visit *visit;
	void *arg;
	struct ramdisk_sockets *sockets;
	struct links *links;
	int policy_first; /* the policy, and the tree's own entry, were visited */
};

static int visit(struct walk *walk, const char *full, const char *path,
		 const struct stat *st)
{
	struct ramdisk_file file = { .full = full, .path = path, .stat = st };
	int rc;

	if (S_ISSOCK(st->st_mode)) {
		if (walk->sockets && walk->sockets->n++ == 0)
			snprintf(walk->sockets->first, RAMDISK_PATH, "%s", path);
		return 0;
	}
	rc = links_find(walk->links, st, path, &file.hard);
	if (rc < 0)
		return sl_fail(walk->job, ENOMEM, "out of memory");
	return walk->visit(walk->arg, &file);
}

static int visit_entry(void *arg, const struct walk_entry *entry)
{
	struct walk *walk = arg;
	const char *path = entry->full + strlen(walk->tree);

	path += strspn(path, "/");
	if (entry->depth > RAMDISK_DEPTH)
		return sl_fail(walk->job, ENAMETOOLONG,
			       "/%s lies more than %d folders deep, which no node "
			       "unpacks; exclude it",
			       path, RAMDISK_DEPTH);
	if (walk->policy_first && strcmp(path, POLICY) == 0)
		return WALK_SKIP;
	if (walk->policy_first && !*path)
		return 0;
	return visit(walk, entry->full, *path ? path : ".", entry->st);
}

/* A folder below the tree, no link: 1. */
static int is_folder(struct walk *walk, const char *path, char *full, struct stat *st)
{
	return ramdisk_join(walk->job, full, walk->tree, path) == 0 &&
	       lstat(full, st) == 0 && S_ISDIR(st->st_mode);
}

static int walk_policy(struct walk *walk)
{
	char full[RAMDISK_PATH];
	struct stat etc, policy, top;
	int rc;

	if (!is_folder(walk, "etc", full, &etc) ||
	    !is_folder(walk, POLICY, full, &policy))
		return 0;
	if (lstat(walk->tree, &top) != 0)
		return sl_fail(walk->job, errno, "cannot look at %s: %s", walk->tree,
			       strerror(errno));
	rc = visit(walk, walk->tree, ".", &top);
	if (rc == 0)
		rc = ramdisk_join(walk->job, full, walk->tree, "etc");
	if (rc == 0)
		rc = visit(walk, full, "etc", &etc);
	if (rc == 0)
		rc = ramdisk_join(walk->job, full, walk->tree, POLICY);
	if (rc == 0)
		rc = walk_tree(walk->job, full, 0, visit_entry, walk);
	walk->policy_first = 1;
	return rc;
}

int ramdisk_walk(struct sl_job *job, const char *tree, ramdisk_visit *to, void *arg,
		 struct ramdisk_sockets *sockets)
{
	struct walk walk = { .job = job,
			     .tree = tree,
			     .visit = to,
			     .arg = arg,
			     .sockets = sockets,
			     .links = links_new() };
	int rc;

	if (sockets)
		memset(sockets, 0, sizeof(*sockets));
	if (!walk.links)
		return sl_fail(job, ENOMEM, "out of memory");
	rc = walk_policy(&walk);
	if (rc == 0)
		rc = walk_tree(job, tree, 0, visit_entry, &walk);
	links_free(walk.links);
	return rc;
}
