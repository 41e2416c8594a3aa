/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb_test.c - boot streams, byte by byte.
 *
 * The bytes were made from the format's description by another program than ours (Python's
 * struct and binascii).
 */
#include "bfb.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char unit_suite[] = "bluefield bfb";

enum { ARGS = 0, IMAGE = 40, INITRAMFS = 72, ALL = 112 };

/* boot-args of version 2 "console=hvc0", image "Image", initramfs "initramfs" */
static const unsigned char golden[ALL + 8] =
	"\x42\x66\x02\x13\x21\x00\x32\x3b\x0c\x00\x00\x00\xe7\xba\xb3\xe1"
	"\x00\x00\x00\x00\x00\x00\x00\xc0"
	"console=hvc0\0\0\0\0"
	"\x42\x66\x02\x13\x21\x00\x30\x3e\x05\x00\x00\x00\x19\x5b\xd3\x5d"
	"\x00\x00\x00\x00\x00\x00\x00\x80"
	"Image\0\0\0"
	"\x42\x66\x02\x13\x21\x00\x30\x3f\x09\x00\x00\x00\xef\x44\x9e\x8f"
	"\x00\x00\x00\x00\x00\x00\x00\x00"
	"initramfs\0\0\0\0\0\0\0";

static const struct {
	struct bfb_header header;
	const char *data;
} parts[] = {
	{ { .id = BFB_BOOT_ARGS,
	    .version = 2,
	    .following = BFB_BIT(BFB_IMAGE) | BFB_BIT(BFB_INITRAMFS) },
	  "console=hvc0" },
	{ { .id = BFB_IMAGE, .following = BFB_BIT(BFB_INITRAMFS) }, "Image" },
	{ { .id = BFB_INITRAMFS }, "initramfs" },
};

static int open_bytes(const void *bytes, size_t n)
{
	int fd = memfd_create("stream", MFD_CLOEXEC);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(pwrite(fd, bytes, n, 0), n);
	return fd;
}

static void read_back(void)
{
	int fd = open_bytes(golden, ALL);
	char why[BFB_WHY] = "";
	struct bfb bfb;

	UNIT_INT(bfb_read(fd, &bfb, why), 0);
	UNIT_STR(why, "");
	UNIT_INT(bfb.n, 3);
	UNIT_INT(bfb.ids, UINT64_C(0xc800000000000000));
	for (size_t i = 0; i < 3; i++) {
		const struct bfb_image *image = &bfb.v[i];

		UNIT_INT(image->header.id, parts[i].header.id);
		UNIT_INT(image->header.version, parts[i].header.version);
		UNIT_INT(image->header.next_version, 0);
		UNIT_INT(image->header.following, parts[i].header.following);
		UNIT_INT(image->header.bytes, strlen(parts[i].data));
		UNIT_INT(memcmp(golden + image->at, parts[i].data, image->header.bytes),
			 0);
	}
	UNIT_INT(bfb_check_following(&bfb, 0), -1);
	UNIT_INT(bfb_check_following(&bfb, BFB_BIT(BFB_BOOT_DESC)), 0);
	bfb.v[1].header.following = 0;
	UNIT_INT(bfb_check_following(&bfb, 0), 1);
	close(fd);
}

static void written(void)
{
	int fd = open_bytes("", 0);
	struct bfb_writer writer = { .fd = fd };
	unsigned char bytes[ALL + 1], packed[64];

	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(parts[i].data);

		bfb_begin(&writer, &parts[i].header);
		UNIT_INT(bfb_write(&writer, parts[i].data, 2), 0);
		UNIT_INT(bfb_write(&writer, parts[i].data + 2, n - 2), 0);
		UNIT_INT(bfb_end(&writer), 0);
	}
	UNIT_INT(pread(fd, bytes, sizeof(bytes), 0), ALL);
	UNIT_INT(memcmp(bytes, golden, ALL), 0);
	memset(packed, 0xff, sizeof(packed));
	bfb_pack(&parts[0].header, parts[0].data, 12, packed);
	UNIT_INT(memcmp(packed, golden, IMAGE), 0);
	UNIT_INT(packed[IMAGE], 0xff);
	close(fd);
}

struct damage {
	size_t bytes;  /* of the golden stream */
	int at, value; /* -1: none */
	const char *why;
};

static const struct damage damages[] = {
	{ 0, -1, 0, "it is empty" },
	{ 20, -1, 0, "the header at byte 0 is cut off" },
	{ 30, -1, 0,
	  "boot-args at byte 24 has 12 bytes by its header: the stream is cut "
	  "off" },
	{ IMAGE + 23, -1, 0, "the header at byte 40 is cut off" },
	{ ALL - 1, -1, 0, "initramfs at byte 96 has 9 bytes by its header" },
	{ ALL + 8, -1, 0, "the header at byte 112 is cut off" },
	{ ALL, ARGS, 0x43, "there is no image where one should begin: byte 0" },
	{ ALL, INITRAMFS + 3, 0, "there is no image where one should begin: byte 72" },
	{ ALL, ARGS + 4, 0x22, "a header of a version that is not known" },
	{ ALL, ARGS + 4, 0x31, "a header of a version that is not known" },
	{ ALL, ARGS + 6, 0x42, "a header of another length than 24 bytes" },
	{ ALL, IMAGE + 7, 16, "an id that is not known: byte 40, id 16" },
	{ ALL, IMAGE + 7, 255, "an id that is not known: byte 40, id 255" },
	{ ALL, IMAGE + 7, BFB_BOOT_ARGS, "boot-args is there twice" },
	{ ALL, IMAGE + 12, 0x18, "image at byte 64 has the CRC 5dd35b19, not 5dd35b18" },
	{ ALL, IMAGE + 24, 'i', "image at byte 64 has the CRC" },
	{ ALL, IMAGE + 31, 1, "image at byte 64 has the CRC" },
	{ ALL, ARGS + 8, 11, "boot-args at byte 24 is filled up by other bytes" },
	{ ALL, ARGS + 8, 17, "boot-args at byte 24 has the CRC" },
	{ ALL, ARGS + 11, 0xff, "the stream is cut off" },
	{ ALL, INITRAMFS + 8, 17, "the stream is cut off" },
	{ ALL, ARGS + 5, 0x30, "version 3 of boot-args does not follow as announced" },
	{ ALL, ARGS + 5, 0x10, "boot-args of version 2 announces version 1" },
	{ ALL, INITRAMFS + 5, 0x10, "version 1 of initramfs does not follow" },
};

static void damaged(void)
{
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		const struct damage *damage = &damages[i];
		unsigned char bytes[sizeof(golden)];
		char why[BFB_WHY] = "";
		struct bfb bfb;
		int fd;

		memcpy(bytes, golden, sizeof(golden));
		if (damage->at >= 0)
			bytes[damage->at] = (unsigned char)damage->value;
		fd = open_bytes(bytes, damage->bytes);
		UNIT_INT(bfb_read(fd, &bfb, why), -EBADMSG);
		if (!strstr(why, damage->why))
			fprintf(stderr, "\n  got  \"%s\"\n  want \"%s\"\n", why,
				damage->why);
		CU_ASSERT(strstr(why, damage->why) != NULL);
		close(fd);
	}
}

static void other_files(void)
{
	char why[BFB_WHY] = "";
	struct bfb bfb;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	UNIT_INT(bfb_read(fd, &bfb, why), -EBADMSG);
	UNIT_STR(why, "it is no regular file");
	close(fd);
}

/* bl2 for two chips: the id follows for as long as a version does. */
static void versions(void)
{
	static const struct bfb_header headers[] = {
		{ .id = BFB_BL2,
		  .next_version = 2,
		  .following = BFB_BIT(BFB_BL2) | BFB_BIT(BFB_BL31) },
		{ .id = BFB_BL2, .version = 2, .following = BFB_BIT(BFB_BL31) },
		{ .id = BFB_BL31 },
	};
	int fd = open_bytes("", 0);
	struct bfb_writer writer = { .fd = fd };
	char why[BFB_WHY] = "";
	struct bfb bfb;

	for (size_t i = 0; i < 3; i++) {
		bfb_begin(&writer, &headers[i]);
		UNIT_INT(bfb_write(&writer, "firmware", 8), 0);
		UNIT_INT(bfb_end(&writer), 0);
	}
	UNIT_INT(bfb_read(fd, &bfb, why), 0);
	UNIT_STR(why, "");
	UNIT_INT(bfb.v[0].header.next_version, 2);
	UNIT_INT(bfb.v[1].header.version, 2);
	UNIT_INT(bfb_check_following(&bfb, 0), -1);
	close(fd);
}

static void sizes(void)
{
	static const size_t rows[] = {
		0, 1, 7, 8, 9, 65535, 65536, 65537, 131072, 200001
	};
	const struct bfb_header header = { .id = BFB_IMAGE };
	unsigned char *data = malloc(200001), *back = malloc(200001);

	CU_ASSERT_FATAL(data && back);
	for (size_t i = 0; i < 200001; i++)
		data[i] = (unsigned char)(i * 7 + 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int fd = open_bytes("", 0);
		struct bfb_writer writer = { .fd = fd };
		char why[BFB_WHY] = "";
		struct bfb bfb;

		bfb_begin(&writer, &header);
		UNIT_INT(bfb_write(&writer, data, rows[i]), 0);
		UNIT_INT(bfb_end(&writer), 0);
		UNIT_INT(lseek(fd, 0, SEEK_END), 24 + (long)((rows[i] + 7) / 8 * 8));
		UNIT_INT(bfb_read(fd, &bfb, why), 0);
		UNIT_INT(bfb.v[0].header.bytes, rows[i]);
		UNIT_INT(pread(fd, back, rows[i], (off_t)bfb.v[0].at), rows[i]);
		UNIT_INT(memcmp(back, data, rows[i]), 0);
		close(fd);
	}
	free(data);
	free(back);
}

static void too_large(void)
{
	struct bfb_writer writer = { .fd = -1, .header = { .bytes = UINT32_MAX - 7 } };

	UNIT_INT(bfb_write(&writer, "12345678", 8), -EFBIG);
}

static void ids(void)
{
	static const struct {
		unsigned id;
		const char *name;
		int firmware;
	} rows[] = {
		{ 1, "bl2", 1 },        { 5, "bl33", 1 },       { 36, "psc-bl", 1 },
		{ 55, "boot-acpi", 1 }, { 52, "capsule", 0 },   { 59, "boot-args", 0 },
		{ 62, "image", 0 },     { 63, "initramfs", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		UNIT_STR(bfb_name(rows[i].id), rows[i].name);
		UNIT_INT(bfb_is_firmware(rows[i].id), rows[i].firmware);
	}
	CU_ASSERT(bfb_name(0) == NULL);
	CU_ASSERT(bfb_name(64) == NULL);
	UNIT_INT(bfb_is_firmware(0), 0);
}

const struct unit_case unit_cases[] = {
	{ "a stream that another program made is read, image by image", read_back },
	{ "the same images are written as the same bytes", written },
	{ "what is damaged is refused, with what is wrong and where", damaged },
	{ "what is no file is refused", other_files },
	{ "versions of one image follow one another", versions },
	{ "images of any size come back as they were", sizes },
	{ "an image of 4 GiB is refused", too_large },
	{ "ids have names, and some belong to the firmware", ids },
	{ NULL, NULL }
};
