/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/ramdisk.c - an image that is unpacked into the node's memory, whole.
 */
#include "ramdisk.h"

#include <errno.h>
#include <stdio.h>

const struct sl_option ramdisk_options[] = {
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "level", "9", NULL,
	  "of zstd, 1 to 19; above 9 much slower, hardly smaller" },
	{ SL_SIZE, SL_IN_SITE | SL_IN_IMAGE, "memory", "1G", NULL,
	  "of this host, which packing may use; less memory, fewer threads" },
	{ SL_INT, SL_IN_SITE, "processors", NULL, NULL,
	  "of this host, which packing may use; default: all" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "verify", "listing", "listing|data|no",
	  "compare the packed image with the tree: all but contents, or every byte" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

int ramdisk_join(struct sl_job *job, char *path, const char *folder, const char *name)
{
	int n = snprintf(path, RAMDISK_PATH, "%s/%s", folder, name);

	if (n > 0 && n < RAMDISK_PATH)
		return 0;
	return sl_fail(job, ENAMETOOLONG, "the path %s/%s is too long", folder, name);
}

int ramdisk_root(struct sl_job *job, void *self)
{
	static const struct sl_root root = {
		.size = SL_SIZE_OF(struct sl_root),
		.flags = SL_ROOT_DIRECT,
		.way = "tar",
		.output = RAMDISK_OUTPUT,
	};

	(void)self;
	return job->host->set_root(job, &root);
}

static const char *const names[] = { "ramdisk", NULL };

static const struct sl_packimage packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = names,
	.pack = ramdisk_pack,
	.verify = ramdisk_verify,
	.root = ramdisk_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "ramdisk",
	.version = "0.1.0",
	.summary = "root unpacked in memory, writable as it is; no server after boot",
	.opts = ramdisk_options,
	.packimage = &packimage,
};
