/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb_read.c - a boot stream, checked byte by byte.
 */
#include "bfb.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct reader {
	int fd;
	uint64_t at, size;
	struct bfb *bfb;
	char *why;
};

__attribute__((format(printf, 2, 3))) static int wrong(struct reader *reader,
						       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reader->why, BFB_WHY, fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

/* All n bytes, which the file has: it is shorter now only if somebody else cut it. */
static int read_at(struct reader *reader, void *data, size_t n, uint64_t at)
{
	unsigned char *to = data;

	while (n > 0) {
		ssize_t got = pread(reader->fd, to, n, (off_t)at);
		int rc = got < 0 ? -errno : got == 0 ? -EIO : 0;

		if (rc == -EINTR)
			continue;
		if (rc < 0) {
			snprintf(reader->why, BFB_WHY, "it cannot be read: %s",
				 strerror(-rc));
			return rc;
		}
		to += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

/* Versions of one id are neighbours and rise, as each announces the next. */
static int check_order(struct reader *reader, const struct bfb_header *header)
{
	const struct bfb *bfb = reader->bfb;
	const struct bfb_header *last = bfb->n ? &bfb->v[bfb->n - 1].header : NULL;
	const char *name = bfb_name(header->id);

	if (bfb->n == BFB_IMAGES)
		return wrong(reader, "it has more than %d images", BFB_IMAGES);
	if (header->next_version && header->next_version <= header->version)
		return wrong(reader, "%s of version %u announces version %u", name,
			     header->version, header->next_version);
	if (last && last->next_version &&
	    (header->id != last->id || header->version != last->next_version))
		return wrong(reader, "version %u of %s does not follow as announced",
			     last->next_version, bfb_name(last->id));
	if (!(last && last->next_version) && bfb->ids & BFB_BIT(header->id))
		return wrong(reader, "%s is there twice", name);
	return 0;
}

static int check_data(struct reader *reader, const struct bfb_header *header)
{
	uint64_t left = bfb_padded(header->bytes), at = reader->at;
	const char *name = bfb_name(header->id);
	unsigned char data[65536] = { 0 };
	size_t fill = (size_t)(left - header->bytes), n = 0;
	uLong crc = crc32_z(0, NULL, 0);

	if (left > reader->size - at)
		return wrong(reader,
			     "%s at byte %llu has %u bytes by its header: the stream is "
			     "cut off",
			     name, (unsigned long long)at, header->bytes);
	for (; left > 0; left -= n, at += n) {
		int rc;

		n = left < sizeof(data) ? (size_t)left : sizeof(data);
		rc = read_at(reader, data, n, at);
		if (rc < 0)
			return rc;
		crc = crc32_z(crc, data, n);
	}
	if (crc != header->crc)
		return wrong(reader, "%s at byte %llu has the CRC %08lx, not %08x", name,
			     (unsigned long long)reader->at, crc, header->crc);
	for (size_t i = 1; i <= fill; i++)
		if (data[n - i])
			return wrong(reader,
				     "%s at byte %llu is filled up by other "
				     "bytes than zeros",
				     name, (unsigned long long)reader->at);
	return 0;
}

static int read_image(struct reader *reader)
{
	unsigned char bytes[BFB_HEADER];
	struct bfb *bfb = reader->bfb;
	struct bfb_header header;
	const char *defect;
	int rc;

	if (reader->size - reader->at < BFB_HEADER)
		return wrong(reader, "the header at byte %llu is cut off",
			     (unsigned long long)reader->at);
	rc = read_at(reader, bytes, BFB_HEADER, reader->at);
	if (rc < 0)
		return rc;
	defect = bfb_decode(bytes, &header);
	if (defect)
		return wrong(reader, "%s: byte %llu, id %u", defect,
			     (unsigned long long)reader->at, header.id);
	rc = check_order(reader, &header);
	reader->at += BFB_HEADER;
	if (rc == 0)
		rc = check_data(reader, &header);
	if (rc < 0)
		return rc;
	bfb->v[bfb->n++] = (struct bfb_image){ header, reader->at };
	bfb->ids |= BFB_BIT(header.id);
	reader->at += bfb_padded(header.bytes);
	return 0;
}

int bfb_read(int fd, struct bfb *bfb, char why[BFB_WHY])
{
	struct reader reader = { .fd = fd, .bfb = bfb, .why = why };
	struct stat st;
	int rc = 0;

	bfb->n = 0;
	bfb->ids = 0;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return wrong(&reader, "it is no regular file");
	reader.size = (uint64_t)st.st_size;
	if (reader.size == 0)
		return wrong(&reader, "it is empty");
	while (rc == 0 && reader.at < reader.size)
		rc = read_image(&reader);
	if (rc == 0 && bfb->v[bfb->n - 1].header.next_version)
		return wrong(&reader, "version %u of %s does not follow as announced",
			     bfb->v[bfb->n - 1].header.next_version,
			     bfb_name(bfb->v[bfb->n - 1].header.id));
	return rc;
}

int bfb_check_following(const struct bfb *bfb, uint64_t beyond)
{
	uint64_t map = beyond;
	int bad = -1;

	for (size_t i = bfb->n; i-- > 0; map |= BFB_BIT(bfb->v[i].header.id))
		if (bfb->v[i].header.following != map)
			bad = (int)i;
	return bad;
}
