/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/pack.c - mksquashfs over the finished tree.
 */
#include "squashfs.h"

#include "plugins/lib/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KIB = 1024,
	BLOCK_LEAST = 4 * KIB,
	BLOCK_MOST = 1024 * KIB,
	MIB_LEAST = 32, /* below this mksquashfs refuses to start */
	WORD = 32
};

static const struct compression {
	const char *name, *symbol;
	int64_t most; /* level; 0: has none */
} compressions[] = {
	{ "zstd", "CONFIG_SQUASHFS_ZSTD", 22 },
	{ "xz", "CONFIG_SQUASHFS_XZ", 0 },
	{ "gzip", "CONFIG_SQUASHFS_ZLIB", 9 },
};
enum { COMPRESSIONS = sizeof(compressions) / sizeof(compressions[0]) };

static const char *kernel_of(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);

	return image->kernels && image->kernels[0] ? image->kernels[0]->version
						   : "of this image";
}

/* The first that the kernel can read; NULL: none. */
static const struct compression *readable(struct sl_job *job)
{
	for (size_t i = 0; i < COMPRESSIONS; i++)
		if (job->host->kernel_has(job, compressions[i].symbol))
			return &compressions[i];
	return NULL;
}

static int check_kernel(struct sl_job *job)
{
	static const char *const needs[] = { "CONFIG_SQUASHFS", "CONFIG_BLK_DEV_LOOP",
					     "CONFIG_OVERLAY_FS" };

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!job->host->kernel_has(job, needs[i]))
			return sl_fail(
				job, ENOTSUP,
				"kernel %s cannot mount a squashfs root (%s is not "
				"set); choose another kernel or another method, as "
				"in packimage -m METHOD",
				kernel_of(job), needs[i]);
	return 0;
}

static int choose(struct sl_job *job, const struct compression **chosen)
{
	const char *asked = sl_opt(job, "compression");
	const struct compression *best = readable(job);

	if (!best)
		return sl_fail(
			job, ENOTSUP,
			"kernel %s reads no squashfs compressed by zstd, xz or gzip; "
			"choose another method",
			kernel_of(job));
	*chosen = best;
	for (size_t i = 0; asked && i < COMPRESSIONS; i++)
		if (strcmp(compressions[i].name, asked) == 0)
			*chosen = &compressions[i];
	if (job->host->kernel_has(job, (*chosen)->symbol))
		return 0;
	return sl_fail(
		job, ENOTSUP,
		"kernel %s reads no squashfs compressed by %s (%s is not set); set "
		"squashfs { compression = \"%s\" }, which it reads",
		kernel_of(job), (*chosen)->name, (*chosen)->symbol, best->name);
}

static int check_numbers(struct sl_job *job, const struct compression *compression)
{
	int64_t level = job->host->opt_int(job, "level");
	int64_t block = job->host->opt_int(job, "block");

	if (compression->most && (level < 1 || level > compression->most))
		return sl_fail(job, EINVAL,
			       "squashfs: %s has levels 1 to %" PRId64 ", not %" PRId64,
			       compression->name, compression->most, level);
	if (block < BLOCK_LEAST || block > BLOCK_MOST || (block & (block - 1)))
		return sl_fail(job, EINVAL,
			       "squashfs: block = %" PRId64
			       " is no power of two from 4K to 1M",
			       block);
	return 0;
}

/* Informative only, but it must be the same the next time. */
static int64_t image_time(const char *tree)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	struct stat st;
	long long time = given ? strtoll(given, &end, 10) : -1;

	if (!given || end == given || *end)
		time = stat(tree, &st) == 0 ? st.st_mtime : 0;
	if (time < 0)
		return 0;
	return time > UINT32_MAX ? UINT32_MAX : time;
}

struct arguments {
	char time[WORD], block[WORD], level[WORD], memory[WORD], processors[WORD];
	const char *argv[32];
};

static void put_numbers(struct sl_job *job, struct arguments *arguments)
{
	int64_t mib = job->host->opt_int(job, "memory") / (KIB * KIB);

	snprintf(arguments->time, WORD, "%" PRId64, image_time(sl_path(job, SL_TREE)));
	snprintf(arguments->block, WORD, "%" PRId64, job->host->opt_int(job, "block"));
	snprintf(arguments->level, WORD, "%" PRId64, job->host->opt_int(job, "level"));
	snprintf(arguments->memory, WORD, "%" PRId64 "M",
		 mib < MIB_LEAST ? MIB_LEAST : mib);
	snprintf(arguments->processors, WORD, "%" PRId64,
		 job->host->opt_int(job, "processors"));
}

/* -mkfs-time and never -all-time: the times of files are the tree's.  -mem: its default
 * is a quarter of the machine.  -exit-on-error: a file that cannot be read must not
 * become an empty one. */
static void put_arguments(struct sl_job *job, const struct compression *compression,
			  const char *output, struct arguments *arguments)
{
	const char *const fixed[] = {
		"mksquashfs",
		sl_path(job, SL_TREE),
		output,
		"-noappend",
		"-no-recovery",
		"-no-progress",
		"-exit-on-error",
		"-xattrs",
		"-comp",
		compression->name,
		"-b",
		arguments->block,
		"-mem",
		arguments->memory,
		"-mkfs-time",
		arguments->time,
	};
	size_t n = sizeof(fixed) / sizeof(fixed[0]);

	put_numbers(job, arguments);
	memcpy(arguments->argv, fixed, sizeof(fixed));
	if (compression->most) {
		arguments->argv[n++] = "-Xcompression-level";
		arguments->argv[n++] = arguments->level;
	}
	if (sl_opt(job, "processors")) {
		arguments->argv[n++] = "-processors";
		arguments->argv[n++] = arguments->processors;
	}
	arguments->argv[n] = NULL;
}

static int warn_of_losses(struct sl_job *job)
{
	struct squashfs_scan scan;
	int rc = squashfs_scan(job, sl_path(job, SL_TREE), &scan);

	if (rc < 0)
		return rc;
	if (scan.acls)
		sl_log(job, SL_WARNING,
		       "squashfs holds no POSIX ACLs: %" PRIu64
		       " files lose theirs, one is "
		       "/%s; take another method if they matter",
		       scan.acls, scan.first_acl);
	if (scan.n_capable && !job->host->kernel_has(job, "CONFIG_SQUASHFS_XATTR"))
		sl_log(job, SL_WARNING,
		       "kernel %s reads no attributes of squashfs: %zu files lose their "
		       "capabilities, one is /%s",
		       kernel_of(job), scan.n_capable, scan.capable[0]);
	if (scan.times)
		sl_log(job, SL_WARNING,
		       "squashfs holds times from 1970 to 2106: %" PRIu64
		       " files have a time out of these and get the nearest, one is /%s",
		       scan.times, scan.first_time);
	squashfs_scan_fini(&scan);
	return 0;
}

/* Measured on Linux 6.1, by mount of one image with 64 possible CPUs: a cache of one
 * block and its head for each, and the decompressor's own state. */
uint64_t squashfs_per_cpu(const char *compression, uint64_t block)
{
	uint64_t cache = block + 8 * KIB;

	if (strcmp(compression, "zstd") == 0)
		return cache + block + 416 * KIB;
	if (strcmp(compression, "xz") == 0)
		return cache + block + 32 * KIB;
	return cache + 44 * KIB;
}

/* Beside the image: the caches of metadata (8 of 8 KiB) and of fragments (3 blocks), and
 * the tables that stay in memory while it is mounted. */
static int tell_memory(struct sl_job *job, const struct compression *compression,
		       const char *output)
{
	uint64_t block = (uint64_t)job->host->opt_int(job, "block");
	struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory) };
	struct stat st;

	if (stat(output, &st) != 0)
		return sl_fail(job, errno, "mksquashfs left no %s: %s", output,
			       strerror(errno));
	memory.resident = memory_of_image((uint64_t)st.st_size) + 3 * block + 192 * KIB;
	memory.per_cpu = squashfs_per_cpu(compression->name, block);
	memory.peak = memory.resident + MEMORY_CHUNK;
	return job->host->set_memory(job, &memory);
}

int squashfs_pack(struct sl_job *job, void *self)
{
	const struct compression *compression = &compressions[0];
	char output[SQUASHFS_PATH];
	struct arguments arguments;
	int rc = check_kernel(job);

	(void)self;
	if (rc == 0)
		rc = choose(job, &compression);
	if (rc == 0)
		rc = check_numbers(job, compression);
	if (rc == 0)
		rc = squashfs_join(job, output, sl_path(job, SL_OUTPUT), SQUASHFS_OUTPUT);
	if (rc == 0)
		rc = warn_of_losses(job);
	if (rc < 0)
		return rc;
	put_arguments(job, compression, output, &arguments);
	rc = sl_runv(job, SL_RUN_QUIET, arguments.argv);
	if (rc == 0)
		rc = tell_memory(job, compression, output);
	return rc < 0 ? rc : job->host->add_output(job, SL_ROOT, SQUASHFS_OUTPUT, output);
}

int squashfs_root(struct sl_job *job, void *self)
{
	static const char *const modules[] = { "loop", "squashfs", "overlay" };
	static const struct sl_root root = {
		.size = SL_SIZE_OF(struct sl_root),
		.way = "ram+squashfs",
		.output = SQUASHFS_OUTPUT,
	};
	int rc = 0;

	(void)self;
	for (size_t i = 0; rc == 0 && i < sizeof(modules) / sizeof(modules[0]); i++)
		rc = job->host->add_module(job, modules[i]);
	return rc < 0 ? rc : job->host->set_root(job, &root);
}
