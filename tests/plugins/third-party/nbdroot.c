/* SPDX-License-Identifier: BSD-2-Clause
 * third-party/nbdroot.c - the root as a network block device that is read when needed.
 *
 * The node program knows no NBD: the initrd carries a static program at /sl/run that
 * mounts the root at /sl/root and stays.
 */
#include <errno.h>
#include <stdio.h>

#include <stateless/plugin.h>

static int nbdroot_pack(struct sl_job *job, void *self)
{
	struct sl_memory need = { SL_SIZE_OF(struct sl_memory), 0, 0, 0, 0 };
	int rc;

	(void)self;
	if (!job->host->kernel_has(job, "CONFIG_BLK_DEV_NBD"))
		return sl_fail(job, ENOTSUP,
			       "the image's kernel has no CONFIG_BLK_DEV_NBD; take "
			       "another method or another kernel");
	rc = sl_run(job, 0, "mkfs.ext4", "-q", "-d", sl_path(job, SL_TREE), "root.ext4",
		    sl_opt(job, "size"));
	if (rc < 0)
		return rc;
	rc = job->host->add_output(job, SL_ROOT, "root.ext4", "root.ext4");
	if (rc < 0)
		return rc;
	need.resident = (uint64_t)job->host->opt_int(job, "cache");
	return job->host->set_memory(job, &need);
}

static int nbdroot_root(struct sl_job *job, void *self)
{
	static const char *const modules[] = { "nbd", "ext4", NULL };
	static const struct sl_root root = { SL_SIZE_OF(struct sl_root), SL_ROOT_LAZY,
					     "run", "root.ext4", NULL };
	const char *const *module;
	char conf[4096];
	int rc;

	(void)self;
	for (module = modules; *module; module++) {
		rc = job->host->add_module(job, *module);
		if (rc < 0)
			return rc;
	}
	rc = job->host->add_initrd_file(job, "/sl/run", sl_opt(job, "agent"), 0755);
	if (rc < 0)
		return rc;
	snprintf(conf, sizeof(conf), "%s/nbdroot.conf", sl_path(job, SL_DATA));
	rc = job->host->add_initrd_file(job, "/sl/nbdroot.conf", conf, 0644);
	return rc < 0 ? rc : job->host->set_root(job, &root);
}

static const struct sl_option nbdroot_opts[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "size", "4G", NULL,
	  "size of the file system" },
	{ SL_SIZE, SL_IN_SITE | SL_IN_IMAGE, "cache", "64M", NULL,
	  "cache of blocks on the node" },
	{ SL_PATH, SL_IN_SITE, "agent", "/usr/libexec/nbdroot/agent", NULL,
	  "static program that mounts the root on a node" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const nbdroot_names[] = { "nbdroot", NULL };

static const struct sl_packimage nbdroot_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = nbdroot_names,
	.pack = nbdroot_pack,
	.root = nbdroot_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "nbdroot",
	.version = "1.0",
	.summary = "root as a network block device, read when needed",
	.opts = nbdroot_opts,
	.packimage = &nbdroot_packimage,
};
