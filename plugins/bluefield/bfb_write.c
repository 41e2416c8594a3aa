/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb_write.c - a boot stream, written while its data passes by.
 */
#include "bfb.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

static int write_at(int fd, const void *data, size_t n, uint64_t at)
{
	const unsigned char *from = data;

	while (n > 0) {
		ssize_t done = pwrite(fd, from, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		from += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

void bfb_begin(struct bfb_writer *writer, const struct bfb_header *header)
{
	writer->header = *header;
	writer->header.bytes = 0;
	writer->header.crc = (uint32_t)crc32_z(0, NULL, 0);
	writer->start = writer->at;
	writer->at += BFB_HEADER;
}

/* The CRC runs over what fills the image up too. */
static int put(struct bfb_writer *writer, const void *data, size_t n)
{
	int rc = write_at(writer->fd, data, n, writer->at);

	writer->at += n;
	writer->header.crc = (uint32_t)crc32_z(writer->header.crc, data, n);
	return rc;
}

int bfb_write(struct bfb_writer *writer, const void *data, size_t n)
{
	if (n > UINT32_MAX - writer->header.bytes)
		return -EFBIG;
	writer->header.bytes += (uint32_t)n;
	return put(writer, data, n);
}

int bfb_end(struct bfb_writer *writer)
{
	static const unsigned char zeros[8];
	unsigned char header[BFB_HEADER];
	uint64_t bytes = writer->header.bytes;
	int rc = put(writer, zeros, (size_t)(bfb_padded(bytes) - bytes));

	bfb_encode(&writer->header, header);
	return rc < 0 ? rc : write_at(writer->fd, header, sizeof(header), writer->start);
}
