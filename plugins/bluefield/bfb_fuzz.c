/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb_fuzz.c - any bytes as a boot stream; and, since chance finds no CRC,
 * as the images of one.
 */
#include "bfb.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int open_bytes(const void *data, size_t size)
{
	int fd = memfd_create("stream", MFD_CLOEXEC);

	if (fd < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return fd;
}

/* Images lie one behind the other, up to the end. */
static void check(const struct bfb *bfb, uint64_t size)
{
	uint64_t at = 0;

	if (bfb->n == 0 || bfb->n > BFB_IMAGES)
		abort();
	for (size_t i = 0; i < bfb->n; i++) {
		const struct bfb_image *image = &bfb->v[i];

		if (!bfb_name(image->header.id) || image->at != at + BFB_HEADER)
			abort();
		at = image->at + bfb_padded(image->header.bytes);
	}
	if (at != size || bfb_check_following(bfb, 0) >= (int)bfb->n)
		abort();
}

static void read_stream(const void *data, size_t size)
{
	int fd = open_bytes(data, size);
	char why[BFB_WHY] = "";
	struct bfb bfb;

	if (bfb_read(fd, &bfb, why) == 0)
		check(&bfb, size);
	else if (!why[0])
		abort();
	close(fd);
}

/* Each image: id, versions, length, then so many bytes. */
static void read_images(const uint8_t *data, size_t size)
{
	int fd = open_bytes(data, 0);
	struct bfb_writer writer = { .fd = fd };
	char why[BFB_WHY] = "";
	struct bfb bfb;

	while (size >= 3) {
		const struct bfb_header header = { .id = data[0],
						   .version = data[1] & 15,
						   .next_version = data[1] >> 4 };
		size_t n = data[2] < size - 3 ? data[2] : size - 3;

		bfb_begin(&writer, &header);
		if (bfb_write(&writer, data + 3, n) < 0 || bfb_end(&writer) < 0)
			abort();
		data += 3 + n;
		size -= 3 + n;
	}
	if (bfb_read(fd, &bfb, why) == 0)
		check(&bfb, writer.at);
	else if (!why[0])
		abort();
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_stream(data, size);
	read_images(data, size);
	return 0;
}
