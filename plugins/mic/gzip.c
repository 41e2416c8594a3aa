/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/gzip.c - files of gzip, and files in memory.
 */
#include "gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 1 << 17, MEMORY_LEVEL = 8, WITH_GZIP = 16 };

/* Of an unpacked archive: its sizes, and those that the card's driver knows, have 32 bits. */
#define UNPACKED_MOST UINT32_MAX

int map_open(int fd, struct mapped *mapped)
{
	static const unsigned char nothing[1];
	struct stat st;
	void *data;

	*mapped = (struct mapped){ nothing, 0 };
	if (fstat(fd, &st) != 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size == 0)
		return 0;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return -errno;
	*mapped = (struct mapped){ data, (size_t)st.st_size };
	return 0;
}

void map_close(struct mapped *mapped)
{
	if (mapped->n)
		munmap((void *)(uintptr_t)mapped->data, mapped->n);
	mapped->n = 0;
}

static int write_all(int fd, const void *data, size_t n)
{
	const char *at = data;

	while (n > 0) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

static int create(struct sl_job *job, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	return fd >= 0 ? fd
		       : sl_fail(job, errno, "cannot make %s: %s", path, strerror(errno));
}

/* ---- unpacking ---- */

struct unpacking {
	struct sl_job *job;
	const char *name, *to;
	int out;
	z_stream z;
	uint64_t done;
	unsigned char piece[PIECE];
};

static int damaged(const struct unpacking *unpacking, const char *why)
{
	return sl_fail(unpacking->job, EBADMSG, "%s cannot be unpacked by gzip: %s",
		       unpacking->name, why);
}

static int keep_piece(struct unpacking *unpacking)
{
	size_t n = PIECE - unpacking->z.avail_out;
	int rc = write_all(unpacking->out, unpacking->piece, n);

	unpacking->z.next_out = unpacking->piece;
	unpacking->z.avail_out = PIECE;
	unpacking->done += n;
	if (rc < 0)
		return sl_fail(unpacking->job, -rc, "cannot write %s: %s", unpacking->to,
			       strerror(-rc));
	return unpacking->done <= UNPACKED_MOST
		       ? 0
		       : damaged(unpacking, "it has more than 4 GiB unpacked");
}

/* Zeros behind the last member are padding: gzip(1) passes over them too. */
static int only_zeros(const unsigned char *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (data[i])
			return 0;
	return 1;
}

static int unpack_all(struct unpacking *unpacking, const struct mapped *mapped)
{
	z_stream *z = &unpacking->z;
	const unsigned char *end = mapped->data + mapped->n;
	int rc = 0, state = Z_OK;

	z->next_in = (Bytef *)(uintptr_t)mapped->data;
	z->next_out = unpacking->piece;
	z->avail_out = PIECE;
	while (rc == 0) {
		size_t left = (size_t)(end - z->next_in);

		z->avail_in = left < UINT_MAX ? (uInt)left : UINT_MAX;
		state = inflate(z, Z_NO_FLUSH);
		if (state != Z_OK && state != Z_STREAM_END)
			return damaged(unpacking, z->msg ? z->msg : "it ends too early");
		rc = keep_piece(unpacking);
		if (state != Z_STREAM_END)
			continue;
		if (only_zeros(z->next_in, (size_t)(end - z->next_in)))
			return rc;
		inflateReset(z);
	}
	return rc;
}

static int unpack_mapped(struct sl_job *job, const struct mapped *mapped,
			 const char *name, const char *to)
{
	struct unpacking *unpacking = calloc(1, sizeof(*unpacking));
	int rc;

	if (!unpacking)
		return sl_fail(job, ENOMEM, "out of memory");
	*unpacking = (struct unpacking){ .job = job, .name = name, .to = to };
	unpacking->out = create(job, to);
	if (unpacking->out < 0) {
		rc = unpacking->out;
	} else if (inflateInit2(&unpacking->z, MAX_WBITS + WITH_GZIP) == Z_OK) {
		rc = unpack_all(unpacking, mapped);
		inflateEnd(&unpacking->z);
	} else {
		rc = sl_fail(job, ENOMEM, "out of memory");
	}
	if (unpacking->out >= 0)
		close(unpacking->out);
	free(unpacking);
	return rc;
}

int gzip_unpack(struct sl_job *job, int fd, const char *name, const char *to)
{
	struct mapped mapped;
	int rc = map_open(fd, &mapped);

	if (rc < 0)
		return sl_fail(job, -rc, "cannot read %s: %s", name, strerror(-rc));
	if (mapped.n < 3 || memcmp(mapped.data, "\037\213\010", 3) != 0)
		rc = sl_fail(job, EBADMSG,
			     "%s is no gzip file; it must be a cpio archive packed by "
			     "gzip (.cpio.gz)",
			     name);
	else
		rc = unpack_mapped(job, &mapped, name, to);
	map_close(&mapped);
	return rc;
}

/* ---- packing ---- */

struct gzip_writer {
	struct sl_job *job;
	char *to;
	int fd;
	z_stream z;
	unsigned char piece[PIECE];
};

static void writer_free(struct gzip_writer *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	deflateEnd(&writer->z);
	free(writer->to);
	free(writer);
}

struct gzip_writer *gzip_open(struct sl_job *job, const char *to, int level)
{
	struct gzip_writer *writer = calloc(1, sizeof(*writer));

	if (!writer || !(writer->to = strdup(to)) ||
	    deflateInit2(&writer->z, level, Z_DEFLATED, MAX_WBITS + WITH_GZIP,
			 MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
		sl_fail(job, ENOMEM, "out of memory");
		if (writer)
			free(writer->to);
		free(writer);
		return NULL;
	}
	writer->job = job;
	writer->fd = create(job, to);
	if (writer->fd >= 0)
		return writer;
	writer_free(writer);
	return NULL;
}

static int deflate_all(struct gzip_writer *writer, int flush)
{
	z_stream *z = &writer->z;
	int rc = 0;

	do {
		z->next_out = writer->piece;
		z->avail_out = PIECE;
		deflate(z, flush); /* cannot fail: there is room */
		rc = write_all(writer->fd, writer->piece, PIECE - z->avail_out);
	} while (rc == 0 && z->avail_out == 0);
	if (rc < 0)
		return sl_fail(writer->job, -rc, "cannot write %s: %s", writer->to,
			       strerror(-rc));
	return 0;
}

int gzip_write(struct gzip_writer *writer, const void *data, size_t n)
{
	int rc = 0;

	writer->z.next_in = (Bytef *)(uintptr_t)data;
	while (rc == 0 && n > 0) {
		uInt part = n < UINT_MAX ? (uInt)n : UINT_MAX;

		writer->z.avail_in = part;
		rc = deflate_all(writer, Z_NO_FLUSH);
		n -= part;
	}
	return rc;
}

int gzip_close(struct gzip_writer *writer, int rc)
{
	if (rc == 0)
		rc = deflate_all(writer, Z_FINISH);
	if (rc == 0 && close(writer->fd) != 0)
		rc = sl_fail(writer->job, errno, "cannot write %s: %s", writer->to,
			     strerror(errno));
	else if (rc < 0)
		close(writer->fd);
	writer->fd = -1;
	writer_free(writer);
	return rc;
}
