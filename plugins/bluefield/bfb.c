/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bfb.c - headers of a boot stream, and the images that it can have.
 */
#include "bfb.h"

#include <string.h>
#include <zlib.h>

#define MAGIC UINT64_C(0x13026642)

enum { MAJOR = 1, MINOR = 2, MINOR_VERSIONS = 2 /* since when images have versions */ };

struct kind {
	unsigned char id, firmware;
	const char *name;
};

static const struct kind kinds[] = {
	{ BFB_BL2, 1, "bl2" },
	{ 2, 1, "bl30" },
	{ BFB_BL31, 1, "bl31" },
	{ 4, 1, "bl32" },
	{ BFB_BL33, 1, "bl33" },
	{ 6, 1, "bl2-cert" },
	{ 7, 1, "trusted-key-cert" },
	{ 8, 1, "bl30-key-cert" },
	{ 9, 1, "bl31-key-cert" },
	{ 10, 1, "bl32-key-cert" },
	{ 11, 1, "bl33-key-cert" },
	{ 12, 1, "bl30-cert" },
	{ 13, 1, "bl31-cert" },
	{ 14, 1, "bl32-cert" },
	{ 15, 1, "bl33-cert" },
	{ 29, 1, "sys" },
	{ 30, 1, "bl2r" },
	{ 31, 1, "bl2r-cert" },
	{ 32, 1, "ddr_ini" },
	{ 33, 1, "snps_images" },
	{ 34, 1, "ddr_ate_imem" },
	{ 35, 1, "ddr_ate_dmem" },
	{ 36, 1, "psc-bl" },
	{ 37, 1, "psc-fw" },
	{ 38, 1, "ddr-cert" },
	{ 39, 1, "psc-app" },
	{ 40, 1, "ddr5_snps_images" },
	{ 41, 0, "nicfw" },
	{ 42, 1, "bl2r-auth-cert" },
	{ 43, 1, "bl2-auth-cert" },
	{ 50, 0, "info" },
	{ 51, 0, "upgrade-image" },
	{ 52, 0, "capsule" },
	{ 53, 1, "psc-certs" },
	{ 54, 0, "ramdisk" },
	{ 55, 1, "boot-acpi" },
	{ 56, 1, "boot-dtb" },
	{ BFB_BOOT_DESC, 0, "boot-desc" },
	{ BFB_BOOT_PATH, 0, "boot-path" },
	{ BFB_BOOT_ARGS, 0, "boot-args" },
	{ 60, 0, "boot-timeout" },
	{ 61, 0, "uefi-tests" },
	{ BFB_IMAGE, 0, "image" },
	{ BFB_INITRAMFS, 0, "initramfs" },
};

static const struct kind *find(unsigned id)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].id == id)
			return &kinds[i];
	return NULL;
}

const char *bfb_name(unsigned id)
{
	const struct kind *kind = find(id);

	return kind ? kind->name : NULL;
}

int bfb_is_firmware(unsigned id)
{
	const struct kind *kind = find(id);

	return kind && kind->firmware;
}

uint64_t bfb_padded(uint64_t bytes)
{
	return (bytes + 7) & ~UINT64_C(7);
}

static void put_word(unsigned char *out, uint64_t word)
{
	for (unsigned i = 0; i < 8; i++)
		out[i] = (unsigned char)(word >> (8 * i));
}

static uint64_t get_word(const unsigned char *in)
{
	uint64_t word = 0;

	for (unsigned i = 8; i-- > 0;)
		word = word << 8 | in[i];
	return word;
}

void bfb_encode(const struct bfb_header *header, unsigned char out[BFB_HEADER])
{
	put_word(out, MAGIC | (uint64_t)MAJOR << 32 | (uint64_t)MINOR << 36 |
			      (uint64_t)(header->next_version & 15) << 44 |
			      (uint64_t)(header->version & 15) << 48 |
			      (uint64_t)(BFB_HEADER / 8) << 52 |
			      (uint64_t)(header->id & 255) << 56);
	put_word(out + 8, header->bytes | (uint64_t)header->crc << 32);
	put_word(out + 16, header->following);
}

const char *bfb_decode(const unsigned char in[BFB_HEADER], struct bfb_header *header)
{
	uint64_t first = get_word(in), second = get_word(in + 8);
	unsigned minor = first >> 36 & 15;

	*header = (struct bfb_header){
		.id = (unsigned)(first >> 56),
		.version = minor >= MINOR_VERSIONS ? first >> 48 & 15 : 0,
		.next_version = minor >= MINOR_VERSIONS ? first >> 44 & 15 : 0,
		.bytes = (uint32_t)second,
		.crc = (uint32_t)(second >> 32),
		.following = get_word(in + 16),
	};
	if ((first & UINT32_MAX) != MAGIC)
		return "there is no image where one should begin";
	if ((first >> 32 & 15) != MAJOR || minor > MINOR)
		return "an image has a header of a version that is not known";
	if ((first >> 52 & 15) != BFB_HEADER / 8)
		return "an image has a header of another length than 24 bytes";
	if (!bfb_name(header->id))
		return "an image has an id that is not known";
	return NULL;
}

void bfb_pack(const struct bfb_header *header, const void *data, uint32_t n,
	      unsigned char *out)
{
	struct bfb_header full = *header;
	size_t padded = bfb_padded(n);

	memcpy(out + BFB_HEADER, data, n);
	memset(out + BFB_HEADER + n, 0, padded - n);
	full.bytes = n;
	full.crc = (uint32_t)crc32_z(0, out + BFB_HEADER, padded);
	bfb_encode(&full, out);
}
