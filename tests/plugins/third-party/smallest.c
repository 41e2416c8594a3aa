/* SPDX-License-Identifier: BSD-2-Clause
 * third-party/smallest.c - the least that a method needs: docs/plugins.md walks through it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <stateless/plugin.h>

#define FILE_NAME "root.lzo.squashfs"

/* SL_TREE is the finished tree, read-only; SL_OUTPUT is where commands run and where
 * their results belong.  The core gives each its digest and publishes them together. */
static int smallest_pack(struct sl_job *job, void *self)
{
	struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory) };
	char path[4096], time[24];
	struct stat st;
	int rc;

	(void)self;
	if (!job->host->kernel_has(job, "CONFIG_SQUASHFS_LZO"))
		return sl_fail(
			job, ENOTSUP,
			"image %s: its kernel reads no SquashFS packed by LZO; take "
			"the method squashfs",
			sl_image_of(job)->name);
	if (stat(sl_path(job, SL_TREE), &st) != 0)
		return sl_fail(job, errno, "cannot look at the tree: %s",
			       strerror(errno));
	snprintf(time, sizeof(time), "%lld", (long long)st.st_mtime);
	rc = sl_run(job, SL_RUN_QUIET, "mksquashfs", sl_path(job, SL_TREE), FILE_NAME,
		    "-comp", "lzo", "-mkfs-time", time, "-noappend", "-no-progress");
	if (rc < 0)
		return rc;
	snprintf(path, sizeof(path), "%s/" FILE_NAME, sl_path(job, SL_OUTPUT));
	if (stat(path, &st) != 0)
		return sl_fail(job, errno, "cannot look at %s: %s", path,
			       strerror(errno));
	rc = job->host->add_output(job, SL_ROOT, FILE_NAME, FILE_NAME);
	if (rc < 0)
		return rc;
	/* The file stays in memory; each CPU has a buffer of two blocks of 128 KiB. */
	memory.resident = memory.peak = (uint64_t)st.st_size;
	memory.per_cpu = 256 << 10;
	return job->host->set_memory(job, &memory);
}

/* How a node mounts it: fetch into memory, mount as squashfs, an overlay above. */
static int smallest_root(struct sl_job *job, void *self)
{
	static const char *const modules[] = { "loop", "squashfs", "overlay" };
	const struct sl_root root = { .size = SL_SIZE_OF(struct sl_root),
				      .way = "ram+squashfs",
				      .output = FILE_NAME };
	int rc = 0;

	(void)self;
	for (size_t i = 0; rc == 0 && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = job->host->add_module(job, modules[i]);
	return rc < 0 ? rc : job->host->set_root(job, &root);
}

static const char *const smallest_names[] = { "smallest", NULL };

static const struct sl_packimage smallest_packimage = {
	.size = SL_SIZE_OF(struct sl_packimage),
	.names = smallest_names,
	.pack = smallest_pack,
	.root = smallest_root,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "smallest",
	.version = "1.0",
	.summary = "compressed root in memory, by LZO",
	.packimage = &smallest_packimage,
};
