/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/source.c - files and parts of files, as images of a stream.
 */
#include "bluefield.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536 };

int work_create(struct sl_job *job, const char *name, char path[4096])
{
	int fd;

	snprintf(path, 4096, "%s/%s", sl_path(job, SL_WORK), name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd >= 0 ? fd
		       : sl_fail(job, errno, "cannot make %s: %s", path, strerror(errno));
}

/* Up to `most` bytes; fewer only at the end of the file. */
static ssize_t read_piece(int fd, unsigned char *to, size_t most, uint64_t at)
{
	size_t n = 0;

	while (n < most) {
		ssize_t got = pread(fd, to + n, most - n, (off_t)(at + n));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static int cut_off(struct sl_job *job, const struct source *source, ssize_t got)
{
	int err = got < 0 ? (int)-got : EIO;

	return sl_fail(job, err, "cannot read %s: %s", source->name,
		       got < 0 ? strerror(err) : "it became shorter meanwhile");
}

int source_copy(struct sl_job *job, const struct source *source,
		struct bfb_writer *writer)
{
	unsigned char data[PIECE];
	uint64_t done = 0;

	while (done < source->bytes) {
		uint64_t left = source->bytes - done;
		size_t n = left < PIECE ? (size_t)left : PIECE;
		ssize_t got = read_piece(source->fd, data, n, source->at + done);
		int rc;

		if (got != (ssize_t)n)
			return cut_off(job, source, got);
		if (job->host->cancelled(job))
			return sl_fail(job, ECANCELED, "interrupted");
		rc = bfb_write(writer, data, n);
		if (rc == -EFBIG)
			return sl_fail(job, EFBIG,
				       "%s is too large: a boot stream takes images up "
				       "to 4 GiB",
				       source->name);
		if (rc < 0)
			return sl_fail(job, -rc, "cannot write the boot stream: %s",
				       strerror(-rc));
		done += n;
	}
	return 0;
}

int source_put(struct sl_job *job, const struct source *source,
	       const struct bfb_header *header, struct bfb_writer *writer)
{
	int rc;

	bfb_begin(writer, header);
	rc = source_copy(job, source, writer);
	if (rc < 0)
		return rc;
	rc = bfb_end(writer);
	return rc < 0 ? sl_fail(job, -rc, "cannot write the boot stream: %s",
				strerror(-rc))
		      : 0;
}

static int compare(struct sl_job *job, int fd, const struct bfb_image *image,
		   const struct source *source)
{
	unsigned char made[PIECE], given[PIECE];
	uint64_t done = 0;

	if (image->header.bytes != source->bytes)
		return sl_fail(job, EBADMSG,
			       "%s has %u bytes in the boot stream, not %llu",
			       source->name, image->header.bytes,
			       (unsigned long long)source->bytes);
	while (done < source->bytes) {
		uint64_t left = source->bytes - done;
		size_t n = left < PIECE ? (size_t)left : PIECE;
		ssize_t got = read_piece(source->fd, given, n, source->at + done);

		if (got != (ssize_t)n)
			return cut_off(job, source, got);
		got = read_piece(fd, made, n, image->at + done);
		if (got != (ssize_t)n || memcmp(made, given, n) != 0)
			return sl_fail(job, EBADMSG,
				       "%s is not the same in the boot stream, from byte "
				       "%llu on; is the disk sound?",
				       source->name, (unsigned long long)done);
		done += n;
	}
	return 0;
}

int source_verify(struct sl_job *job, int fd, uint64_t beyond,
		  const struct source *sources)
{
	char why[BFB_WHY];
	struct bfb bfb;
	int rc = bfb_read(fd, &bfb, why);

	if (rc < 0)
		return sl_fail(job, -rc, "the boot stream that was made is wrong: %s",
			       why);
	if (bfb_check_following(&bfb, beyond) >= 0)
		return sl_fail(job, EBADMSG,
			       "the boot stream that was made does not say what follows");
	for (size_t i = 0; rc == 0 && i < bfb.n; i++)
		if (sources[i].fd >= 0)
			rc = compare(job, fd, &bfb.v[i], &sources[i]);
	return rc;
}
