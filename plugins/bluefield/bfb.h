/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb.h - BFB, the stream of images that a BlueField boots from.
 *
 * Images stand one behind the other, each a header of 24 bytes and its data, which zeros fill
 * up to a multiple of 8.  The header is three little-endian 64-bit words:
 *
 *   0x13026642 | major 1 << 32 | minor 2 << 36 | next version << 44 | version << 48 |
 *	header's length in 8 bytes, 3, << 52 | id << 56
 *   length of the data | CRC-32 (that of zlib, of data and filling) << 32
 *   a bit for each id that still follows in the stream
 *
 * An id may stand there in several versions, for several generations of the chip (0, 1, 2:
 * BlueField-1, -2, -3): one behind the other, rising; the header names the next, the last
 * one 0.  While one follows, so does its id.  A chip without one of its own takes an older.
 * The boot ROM and what it starts read the stream once from its beginning, so that the order
 * is that in which they need the images.
 *
 * Sources: mlx-mkbfb(1) and its source in NVIDIA's rshim-user-space, "BlueField Boot Flow and
 * BFB Format" of the BlueField BSP's manual.
 */
#ifndef BLUEFIELD_BFB_H
#define BLUEFIELD_BFB_H

#include <stddef.h>
#include <stdint.h>

enum {
	BFB_HEADER = 24,
	BFB_IMAGES = 256, /* at most, that are read of one stream */
	BFB_WHY = 160     /* bytes of a sentence */
};

enum bfb_id {
	BFB_BL2 = 1,
	BFB_BL31 = 3,
	BFB_BL33 = 5, /* UEFI */
	BFB_BOOT_DESC = 57,
	BFB_BOOT_PATH = 58,
	BFB_BOOT_ARGS = 59,
	BFB_IMAGE = 62,
	BFB_INITRAMFS = 63
};

/* Bit of an id in a map of ids. */
#define BFB_BIT(id) (UINT64_C(1) << (id))

struct bfb_header {
	unsigned id, version, next_version;
	uint32_t bytes, crc; /* bytes: without the filling */
	uint64_t following;
};

struct bfb_image {
	struct bfb_header header;
	uint64_t at; /* where its data begins */
};

struct bfb {
	struct bfb_image v[BFB_IMAGES];
	size_t n;
	uint64_t ids; /* that are there */
};

/* What the id is called, or NULL: it is not known. */
const char *bfb_name(unsigned id);

/* Does the id belong to what starts the chip as far as UEFI, and tells that of the board? */
int bfb_is_firmware(unsigned id);

/* Data and filling. */
uint64_t bfb_padded(uint64_t bytes);

void bfb_encode(const struct bfb_header *, unsigned char out[BFB_HEADER]);

/* NULL, or what is wrong with the header. */
const char *bfb_decode(const unsigned char in[BFB_HEADER], struct bfb_header *);

/* Reads a regular file from its beginning to its end, every byte of it once, whatever its
 * size.  0, -EBADMSG when it is no such stream, or another -errno; then `why` says what is
 * wrong, and at which byte.  The maps of ids that follow are not looked at. */
int bfb_read(int fd, struct bfb *, char why[BFB_WHY]);

/* Do the maps say what follows?  A part of a stream names `beyond` too.  The number of the
 * first image whose map is wrong, or -1. */
int bfb_check_following(const struct bfb *, uint64_t beyond);

/* Writes one image after the other into a file: begin, any number of write, end.  All
 * return 0 or -errno and say nothing; -EFBIG: over 4 GiB. */
struct bfb_writer {
	int fd;
	uint64_t at;              /* where the next byte goes; 0 to begin with */
	struct bfb_header header; /* of the image that is being written */
	uint64_t start;
};

/* header: bytes and crc need not be known. */
void bfb_begin(struct bfb_writer *, const struct bfb_header *);
int bfb_write(struct bfb_writer *, const void *data, size_t n);
int bfb_end(struct bfb_writer *);

/* One image in memory: `out` has BFB_HEADER + bfb_padded(n) bytes, all of which are set. */
void bfb_pack(const struct bfb_header *, const void *data, uint32_t n,
	      unsigned char *out);

#endif
