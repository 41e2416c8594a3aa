/* SPDX-License-Identifier: BSD-2-Clause
 * tests/plugins/examples/dwarfs.c - a third party's method: the root as one DwarFS image
 * in memory. The kernel cannot mount it, so the initrd carries the program that can. */
#include <stateless/plugin.h>

static int dwarfs_pack(struct sl_job *job, void *self)
{
	const struct sl_memory need = { SL_SIZE_OF(struct sl_memory), 0,
					(uint64_t)job->host->opt_int(job, "cache"), 0,
					0 };
	int rc;

	(void)self;
	rc = sl_run(job, 0, "mkdwarfs", "-i", sl_path(job, SL_TREE), "-o", "root.dwarfs",
		    "-l", sl_opt(job, "level"));
	if (rc < 0)
		return rc;
	rc = job->host->add_output(job, SL_ROOT, "root.dwarfs", "root.dwarfs");
	if (rc < 0)
		return rc;
	return job->host->set_memory(job, &need);
}

static int dwarfs_root(struct sl_job *job, void *self)
{
	const struct sl_root root = { SL_SIZE_OF(struct sl_root), 0, "run", "root.dwarfs",
				      NULL };
	int rc;

	(void)self;
	rc = job->host->add_module(job, "fuse");
	if (rc < 0)
		return rc;
	rc = job->host->add_initrd_file(job, "/sl/run", "/usr/libexec/dwarfs-static",
					0755);
	if (rc < 0)
		return rc;
	return job->host->set_root(job, &root);
}

static const struct sl_option dwarfs_opts[] = {
	{ .type = SL_INT,
	  .flags = SL_IN_SITE | SL_IN_IMAGE,
	  .name = "level",
	  .fallback = "6",
	  .help = "compression level, 0 to 9" },
	{ .type = SL_SIZE,
	  .flags = SL_IN_SITE | SL_IN_IMAGE,
	  .name = "cache",
	  .fallback = "64M",
	  .help = "block cache on the node" },
	{ .type = 0 },
};

static const char *const dwarfs_names[] = { "dwarfs", NULL };

static const struct sl_packimage dwarfs_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = dwarfs_names,
	.pack = dwarfs_pack,
	.root = dwarfs_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "dwarfs",
	.version = "1.0",
	.summary = "root as one DwarFS image in memory",
	.opts = dwarfs_opts,
	.packimage = &dwarfs_packimage,
};
