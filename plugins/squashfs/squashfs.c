/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/squashfs.c - an image that stays compressed in the node's memory, with
 * an overlay over it.
 */
#include "squashfs.h"

#include <errno.h>
#include <stdio.h>

const struct sl_option squashfs_options[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "compression", NULL, "zstd|xz|gzip",
	  "default: the first of these that the image's kernel can read" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "level", "9", NULL,
	  "of zstd (1 to 22) or gzip (1 to 9); 15 is 6 % smaller than 9 in eight times "
	  "its time" },
	{ SL_SIZE, SL_IN_SITE | SL_IN_IMAGE, "block", "128K", NULL,
	  "4K to 1M; larger blocks cost every CPU of a node more memory" },
	{ SL_SIZE, SL_IN_SITE | SL_IN_IMAGE, "memory", "256M", NULL,
	  "of this host, which packing may use" },
	{ SL_INT, SL_IN_SITE, "processors", NULL, NULL,
	  "of this host, which packing may use; default: all" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "verify", "listing", "listing|data|no",
	  "compare the packed image with the tree: names and attributes, or every byte" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

int squashfs_join(struct sl_job *job, char *path, const char *folder, const char *name)
{
	int n = snprintf(path, SQUASHFS_PATH, "%s/%s", folder, name);

	if (n > 0 && n < SQUASHFS_PATH)
		return 0;
	return sl_fail(job, ENAMETOOLONG, "the path %s/%s is too long", folder, name);
}

static const char *const names[] = { "squashfs", NULL };

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.pack = squashfs_pack,
	.verify = squashfs_verify,
	.root = squashfs_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "squashfs",
	.version = "0.1.0",
	.summary = "compressed root in memory, overlay on top; no server after boot",
	.opts = squashfs_options,
	.packimage = &packimage,
};
