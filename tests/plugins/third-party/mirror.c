/* SPDX-License-Identifier: BSD-2-Clause
 * third-party/mirror.c - a live tree: nodes mount it, and an update changes it under
 * them.
 */
#include <stdio.h>

#include <stateless/plugin.h>

/* rsync writes each file beside its place and renames it, so that a node reads the old
 * bytes or the new ones; removals come last.  What it changed is the digest list's
 * matter, which is the identity of a tree that has no single file. */
static int mirror_pack(struct sl_job *job, void *self)
{
	static const struct sl_memory need = { SL_SIZE_OF(struct sl_memory), 0, 8u << 20,
					       0, 64u << 20 };
	const char *const list[] = { "mtree-list", sl_path(job, SL_LIVE), NULL };
	const struct sl_command command = { SL_SIZE_OF(struct sl_command),
					    0,
					    list,
					    NULL,
					    NULL,
					    "tree.sha256",
					    NULL,
					    NULL };
	char from[4096];
	int rc;

	(void)self;
	snprintf(from, sizeof(from), "%s/", sl_path(job, SL_TREE));
	rc = sl_run(job, 0, "rsync", "-aHAX", "--numeric-ids", "--delete-after", from,
		    sl_path(job, SL_LIVE));
	if (rc < 0)
		return rc;
	rc = job->host->run(job, &command);
	if (rc < 0)
		return rc;
	rc = job->host->add_output(job, SL_TREE_LIST, "tree.sha256", "tree.sha256");
	return rc < 0 ? rc : job->host->set_memory(job, &need);
}

static int mirror_root(struct sl_job *job, void *self)
{
	static const struct sl_root root = { SL_SIZE_OF(struct sl_root), SL_ROOT_READONLY,
					     "nfs", NULL, NULL };
	int rc;

	(void)self;
	rc = job->host->add_module(job, "nfsv4");
	return rc < 0 ? rc : job->host->set_root(job, &root);
}

static const char *const mirror_names[] = { "mirror", NULL };

static const struct sl_packimage mirror_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.flags = SL_LIVE_TREE,
	.names = mirror_names,
	.pack = mirror_pack,
	.root = mirror_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "mirror",
	.version = "1.0",
	.summary = "a tree that nodes mount, brought up to date in place",
	.packimage = &mirror_packimage,
};
