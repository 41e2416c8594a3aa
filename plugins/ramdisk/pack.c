/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/pack.c - the finished tree as one compressed archive.
 */
#include "ramdisk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MIB = 1 << 20,
	LEVEL_MOST = 19,   /* from 20 on a node would need a window of 32 MiB and more */
	CHUNK = 4 * MIB,   /* a node holds one chunk while it checks it                */
	DECODER = 1 * MIB, /* ... and zstd's decoder beside its window, with buffers   */
	HEAD = 16,
	STEP = 256 /* files between two words about how far it is */
};

struct packing {
	struct sl_job *job;
	struct pax_writer *writer;
	struct ramdisk_losses losses;
	struct ramdisk_memory memory;
	struct ramdisk_sockets sockets;
	uint64_t files;
	char *buffer; /* of RAMDISK_BLOCK bytes */
};

static int check_options(struct sl_job *job)
{
	int64_t level = job->host->opt_int(job, "level");

	if (!job->host->kernel_has(job, "CONFIG_TMPFS"))
		return sl_fail(job, ENOTSUP,
			       "the image's kernel has no tmpfs (CONFIG_TMPFS is not "
			       "set); choose another kernel or another method, as in "
			       "packimage -m METHOD");
	if (level < 1 || level > LEVEL_MOST)
		return sl_fail(job, EINVAL,
			       "ramdisk: level = %" PRId64 " is none of 1 to %d", level,
			       LEVEL_MOST);
	return 0;
}

/* Measured with zstd 1.5: buffers and tables of one thread. */
static int64_t memory_of_thread(int64_t level)
{
	if (level <= 8)
		return 32LL * MIB;
	if (level <= 9)
		return 64LL * MIB;
	return level <= 16 ? 96LL * MIB : 160LL * MIB;
}

static int threads_of(struct sl_job *job)
{
	int64_t asked = job->host->opt_int(job, "processors");
	int64_t most = job->host->opt_int(job, "memory") /
		       memory_of_thread(job->host->opt_int(job, "level"));
	cpu_set_t cpus;

	if (asked <= 0)
		asked = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus)
								       : 1;
	if (asked > most)
		asked = most;
	return asked < 1 ? 1 : (int)asked;
}

/* As many bytes as the entry's header promised. */
static int put_bytes(struct packing *packing, int fd, const struct pax_extent *extent,
		     const char *full)
{
	int64_t done = 0;

	while (done < extent->n) {
		int64_t left = extent->n - done;
		size_t want = left < RAMDISK_BLOCK ? (size_t)left : RAMDISK_BLOCK;
		ssize_t n = pread(fd, packing->buffer, want, extent->at + done);
		int rc;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return sl_fail(packing->job, n < 0 ? errno : EBUSY,
				       "cannot read %s: %s", full,
				       n < 0 ? strerror(errno)
					     : "it became shorter meanwhile");
		rc = pax_writer_data(packing->writer, packing->buffer, (size_t)n);
		if (rc < 0)
			return rc;
		done += n;
	}
	return 0;
}

static int put_content(struct packing *packing, const char *full,
		       const struct pax_entry *entry)
{
	const struct pax_extent whole = { 0, entry->size };
	const struct pax_extent *extents = entry->n_extents ? entry->extents : &whole;
	size_t n = entry->n_extents ? entry->n_extents : 1;
	int64_t at = 0;
	int fd = open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return sl_fail(packing->job, errno, "cannot open %s: %s", full,
			       strerror(errno));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = pax_writer_zeros(packing->writer, extents[i].at - at);
		if (rc == 0)
			rc = put_bytes(packing, fd, &extents[i], full);
		at = extents[i].at + extents[i].n;
	}
	if (rc == 0)
		rc = pax_writer_zeros(packing->writer, entry->size - at);
	close(fd);
	return rc;
}

static int put_entry(void *arg, const struct ramdisk_file *file)
{
	struct packing *packing = arg;
	struct pax_entry entry;
	int rc = ramdisk_entry(packing->job, file, &entry, ramdisk_losses_note,
			       &packing->losses);

	if (rc == 0)
		rc = pax_writer_entry(packing->writer, &entry);
	if (rc == 0 && !entry.hard && entry.size > 0)
		rc = put_content(packing, file->full, &entry);
	if (rc == 0) {
		ramdisk_losses_count(&packing->losses, &entry);
		ramdisk_memory_add(&packing->memory, &entry);
		if (++packing->files % STEP == 0)
			packing->job->host->progress(packing->job, packing->files, 0);
	}
	pax_entry_fini(&entry);
	return rc;
}

/* The window is read where a node reads it: in the archive. */
static int tell_memory(const struct packing *packing, const char *output)
{
	struct sl_memory memory = { .size = SL_SIZE_OF(struct sl_memory) };
	unsigned char head[HEAD];
	int fd = open(output, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));
	int err = errno;
	uint64_t window = n < 0 ? 0 : ramdisk_window(head, (size_t)n);

	if (fd >= 0)
		close(fd);
	if (n < 0 || !window)
		return sl_fail(packing->job, n < 0 ? err : EBADMSG, "cannot read %s: %s",
			       output, n < 0 ? strerror(err) : "it is no zstd frame");
	memory.resident = packing->memory.bytes;
	memory.peak = memory.resident + CHUNK + window + DECODER;
	return packing->job->host->set_memory(packing->job, &memory);
}

static int pack(struct packing *packing, const char *output)
{
	struct sl_job *job = packing->job;
	int rc;

	packing->writer = pax_writer_open(
		job, output, (int)job->host->opt_int(job, "level"), threads_of(job));
	if (!packing->writer)
		return -EIO;
	rc = ramdisk_walk(job, sl_path(job, SL_TREE), put_entry, packing,
			  &packing->sockets);
	if (rc < 0) {
		pax_writer_abort(packing->writer);
		return rc;
	}
	rc = pax_writer_close(packing->writer);
	if (rc < 0)
		return rc;
	packing->losses.of[LOSS_SOCKET].n = packing->sockets.n;
	memcpy(packing->losses.of[LOSS_SOCKET].first, packing->sockets.first,
	       RAMDISK_PATH);
	ramdisk_losses_say(&packing->losses);
	return tell_memory(packing, output);
}

int ramdisk_pack(struct sl_job *job, void *self)
{
	struct packing *packing = NULL;
	char output[RAMDISK_PATH];
	int rc = check_options(job);

	(void)self;
	if (rc == 0)
		rc = ramdisk_join(job, output, sl_path(job, SL_OUTPUT), RAMDISK_OUTPUT);
	if (rc < 0)
		return rc;
	packing = calloc(1, sizeof(*packing));
	if (packing)
		packing->buffer = malloc(RAMDISK_BLOCK);
	if (!packing || !packing->buffer) {
		free(packing);
		return sl_fail(job, ENOMEM, "out of memory");
	}
	packing->job = job;
	ramdisk_losses_init(&packing->losses, job);
	ramdisk_memory_init(&packing->memory, job);
	rc = pack(packing, output);
	free(packing->buffer);
	free(packing);
	return rc < 0 ? rc : job->host->add_output(job, SL_ROOT, RAMDISK_OUTPUT, output);
}
