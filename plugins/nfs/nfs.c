/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/nfs.c - a root that stays on its server, with an overlay in memory over it.
 */
#include "nfs.h"

#include <errno.h>
#include <stdio.h>

const struct sl_option nfs_options[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "prefix", NULL, NULL,
	  "path before /netboot on the NFS server; unset: as the ganesha.conf written "
	  "here" },
	{ SL_BOOL, SL_IN_IMAGE, "live", "no", NULL,
	  "nodes have /usr without overlay, and see at once what is packed" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "port", "2049", NULL, "of the NFS server" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

int nfs_join(struct sl_job *job, char *path, const char *folder, const char *name)
{
	int n = snprintf(path, NFS_PATH, "%s/%s", folder, name);

	if (n > 0 && n < NFS_PATH)
		return 0;
	return sl_fail(job, ENAMETOOLONG, "the path %s/%s is too long", folder, name);
}

static const char *const names[] = { "nfs", NULL };

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.flags = SL_LIVE_TREE,
	.names = names,
	.pack = nfs_pack,
	.verify = nfs_verify,
	.root = nfs_root,
	.serve = nfs_serve,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "nfs",
	.version = "0.1.0",
	.summary = "root mounted by NFS, overlay in memory on top; needs its server",
	.opts = nfs_options,
	.packimage = &packimage,
};
