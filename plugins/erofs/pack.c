/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/pack.c - mkfs.erofs over the finished tree.
 */
#include "erofs.h"

#include "plugins/lib/args.h"
#include "plugins/lib/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	KIB = 1024,
	PAGE = 4 * KIB,
	CLUSTER_MOST = 1024 * KIB,
	LEVEL_MOST = 12,
	HOLES_TOLD =
		64 << 20 /* bytes: mkfs.erofs 1.5 packs 1 GB of holes in 9 s to 4 MB */
};

/* Two file systems of one UUID never meet on a node, and the same tree must give the
 * same bytes. */
#define UUID "6a1f0c1e-5a3b-4a5e-9f5e-73746c657373"

static int check_options(struct sl_job *job)
{
	int64_t level = job->host->opt_int(job, "level");
	int64_t cluster = job->host->opt_int(job, "cluster");

	if (level < 1 || level > LEVEL_MOST)
		return sl_fail(job, EINVAL,
			       "erofs: lz4hc has levels 1 to 12, not %" PRId64, level);
	if (cluster < PAGE || cluster > CLUSTER_MOST || (cluster & (cluster - 1)))
		return sl_fail(job, EINVAL,
			       "erofs: cluster = %" PRId64
			       " is no power of two from 4K to 1M",
			       cluster);
	return 0;
}

int erofs_prepare(struct sl_job *job, void *self)
{
	int rc = erofs_kernel_check(job);

	(void)self;
	return rc < 0 ? rc : check_options(job);
}

static void warn_of_attributes(struct sl_job *job, const struct erofs_scan *scan)
{
	const struct {
		const struct erofs_count *count;
		const char *symbol, *what;
	} losses[] = {
		{ &scan->other, "CONFIG_EROFS_FS_XATTR", "attributes" },
		{ &scan->acls, "CONFIG_EROFS_FS_POSIX_ACL", "POSIX ACLs" },
		{ &scan->security, "CONFIG_EROFS_FS_SECURITY",
		  "capabilities and security labels" },
	};

	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++)
		if (losses[i].count->n && !job->host->kernel_has(job, losses[i].symbol))
			sl_log(job, SL_WARNING,
			       "kernel %s reads no %s of EROFS (%s is not set): %" PRIu64
			       " files lose theirs, one is /%s",
			       erofs_kernel_version(job), losses[i].what,
			       losses[i].symbol, losses[i].count->n,
			       losses[i].count->example);
}

/* mkfs.erofs 1.5 cuts the longest names and then misses their files. */
static int check_tree(struct sl_job *job, const struct erofs_scan *scan)
{
	if (scan->long_names.n)
		return sl_fail(job, ENAMETOOLONG,
			       "mkfs.erofs packs no names of 255 bytes: there are "
			       "%" PRIu64
			       ", one is /%s; rename or exclude them, or take another "
			       "method, as in packimage -m METHOD",
			       scan->long_names.n, scan->long_names.example);
	if (scan->early.n)
		sl_log(job, SL_WARNING,
		       "erofs: %" PRIu64
		       " files have a time before 1970 and get the image's, one is /%s",
		       scan->early.n, scan->early.example);
	if (scan->hole_bytes > HOLES_TOLD)
		sl_log(job, SL_WARNING,
		       "erofs: %" PRIu64 " files have holes, which are packed as %" PRIu64
		       " MB of zeros; one is /%s",
		       scan->holes.n, scan->hole_bytes >> 20, scan->holes.example);
	warn_of_attributes(job, scan);
	return 0;
}

/* Clusters of several pages came with Linux 5.13, small ends of files in their inodes
 * with 5.17. */
static uint64_t cluster_of(struct sl_job *job)
{
	if (!erofs_kernel_is(job, 5, 13))
		return PAGE;
	return (uint64_t)job->host->opt_int(job, "cluster");
}

/* -T gives every file one time.  SOURCE_DATE_EPOCH instead bounds times from above and is
 * the file system's own: a second after the newest file it changes none. */
static int make(struct sl_job *job, const char *output, const struct erofs_scan *scan)
{
	const char *compression = sl_opt(job, "compression");
	ARGS words = { 0 };
	ARGS env = { 0 };
	int rc;

	args_add(&words, "mkfs.erofs");
	args_add(&words, "--quiet");
	if (compression && strcmp(compression, "lz4") == 0)
		args_add(&words, "-zlz4");
	else
		args_addf(&words, "-zlz4hc,%" PRId64, job->host->opt_int(job, "level"));
	if (cluster_of(job) > PAGE)
		args_addf(&words, "-C%" PRIu64, cluster_of(job));
	if (erofs_kernel_is(job, 5, 17))
		args_add(&words, "-Eztailpacking");
	args_add(&words, "-U" UUID);
	args_add(&words, output);
	args_add(&words, sl_path(job, SL_TREE));
	args_addf(&env, "SOURCE_DATE_EPOCH=%" PRId64, scan->newest + 1);
	rc = args_check(job, &words);
	if (rc == 0)
		rc = args_check(job, &env);
	return rc < 0 ? rc : args_run(job, SL_RUN_QUIET, &words, &env);
}

/* Until Linux 6.9, and with its defaults later on, every possible CPU has a buffer for
 * one cluster (fs/erofs/pcpubuf.c, zutil.c).  Nothing else grows with CPUs or the tree. */
static int tell_memory(struct sl_job *job, const char *output)
{
	struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory),
				    .per_cpu = cluster_of(job) };
	struct stat st;

	if (stat(output, &st) != 0)
		return sl_fail(job, errno, "mkfs.erofs left no %s: %s", output,
			       strerror(errno));
	memory.resident = memory_of_image((uint64_t)st.st_size);
	memory.peak = memory.resident + MEMORY_CHUNK;
	return job->host->set_memory(job, &memory);
}

static int pack(struct sl_job *job, const char *output, struct erofs_scan *scan)
{
	int rc = erofs_scan(job, sl_path(job, SL_TREE), scan);

	if (rc == 0)
		rc = check_tree(job, scan);
	if (rc == 0)
		rc = make(job, output, scan);
	if (rc == 0)
		rc = tell_memory(job, output);
	return rc < 0 ? rc : job->host->add_output(job, SL_ROOT, EROFS_OUTPUT, output);
}

int erofs_pack(struct sl_job *job, void *self)
{
	char output[EROFS_PATH];
	struct erofs_scan *scan;
	int rc = erofs_join(job, output, sl_path(job, SL_OUTPUT), EROFS_OUTPUT);

	(void)self;
	if (rc < 0)
		return rc;
	scan = malloc(sizeof(*scan));
	if (!scan)
		return sl_fail(job, ENOMEM, "out of memory");
	rc = pack(job, output, scan);
	free(scan);
	return rc;
}

int erofs_root(struct sl_job *job, void *self)
{
	static const char *const modules[] = { "loop", "erofs", "overlay" };
	static const struct sl_root root = {
		.size = SL_SIZE_OF(struct sl_root),
		.way = "ram+erofs",
		.output = EROFS_OUTPUT,
	};
	int rc = 0;

	(void)self;
	for (size_t i = 0; rc == 0 && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = job->host->add_module(job, modules[i]);
	return rc < 0 ? rc : job->host->set_root(job, &root);
}
