/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/erofs.c - an image that stays compressed in the node's memory, read by
 * EROFS, with an overlay over it.
 */
#include "erofs.h"

#include <errno.h>
#include <stdio.h>

const struct sl_option erofs_options[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "compression", "lz4hc", "lz4hc|lz4",
	  "nodes read both alike; lz4 packs in a tenth of the time, a quarter larger" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "level", "9", NULL,
	  "of lz4hc, 1 to 12; above 9 much slower, hardly smaller" },
	{ SL_SIZE, SL_IN_SITE | SL_IN_IMAGE, "cluster", "64K", NULL,
	  "4K to 1M, of what is compressed at once; each CPU of a node needs as much" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "verify", "data", "listing|data|no",
	  "compare the packed image with the tree: every byte, or all but contents" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

int erofs_join(struct sl_job *job, char *path, const char *folder, const char *name)
{
	int n = snprintf(path, EROFS_PATH, "%s/%s", folder, name);

	if (n > 0 && n < EROFS_PATH)
		return 0;
	return sl_fail(job, ENAMETOOLONG, "the path %s/%s is too long", folder, name);
}

static const char *const names[] = { "erofs", NULL };

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.prepare = erofs_prepare,
	.pack = erofs_pack,
	.verify = erofs_verify,
	.root = erofs_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "erofs",
	.version = "0.1.0",
	.summary = "compressed root in memory, fast to read, overlay on top; no server "
		   "after boot",
	.opts = erofs_options,
	.packimage = &packimage,
};
