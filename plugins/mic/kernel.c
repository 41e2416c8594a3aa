/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/kernel.c - is a file a kernel that a card's driver starts?
 */
#include "kernel.h"
#include "elf.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* Offsets in a bzImage. */
enum {
	VERSION_AT = 0x20e, /* two bytes: where the version is, less 0x200 */
	MAGIC_AT = 0x1fe,
	HEADER_AT = 0x202,
	LOADFLAGS_AT = 0x211,
	HEAD = 0x230
};

enum { PAYLOAD = 64, MACHINE_AT = 18, WITH_GZIP = 16 };

static int is_machine(unsigned machine)
{
	return machine == ELF_K1OM || machine == EM_X86_64;
}

/* The first bytes of the payload, unpacked: how many. */
static size_t unpack_head(const unsigned char *data, size_t n, unsigned char out[PAYLOAD])
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)data,
		       .avail_in = n < INT32_MAX ? (uInt)n : INT32_MAX,
		       .next_out = out,
		       .avail_out = PAYLOAD };

	if (inflateInit2(&z, MAX_WBITS + WITH_GZIP) != Z_OK)
		return 0;
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return PAYLOAD - z.avail_out;
}

static const char *check_payload(const unsigned char *data, size_t n)
{
	const unsigned char *at = memmem(data, n, "\037\213\010", 3);
	unsigned char head[PAYLOAD];
	unsigned machine;

	if (!at)
		return "its payload is not packed by gzip, which the card's driver wants";
	if (unpack_head(at, n - (size_t)(at - data), head) < PAYLOAD)
		return "its payload cannot be unpacked by gzip";
	if (memcmp(head, ELFMAG, SELFMAG) != 0)
		return "its payload is no ELF file";
	machine = head[MACHINE_AT] | (unsigned)head[MACHINE_AT + 1] << 8;
	return is_machine(machine) ? NULL
				   : "its payload is neither for K1OM nor for x86-64";
}

/* "2.6.38.8+mpss3.8.6 (user@host) #1 SMP ...": the first word. */
static const char *read_version(const unsigned char *data, size_t n,
				char version[KERNEL_VERSION])
{
	size_t at = data[VERSION_AT] | (size_t)data[VERSION_AT + 1] << 8;
	size_t length = 0;

	at += 0x200;
	while (at + length < n && length < KERNEL_VERSION && data[at + length] > ' ' &&
	       data[at + length] < 0x7f)
		length++;
	if (at == 0x200 || length == 0 || length == KERNEL_VERSION || at + length >= n)
		return "it does not tell its version";
	memcpy(version, data + at, length);
	version[length] = '\0';
	return NULL;
}

const char *kernel_check(const unsigned char *data, size_t n,
			 char version[KERNEL_VERSION])
{
	const char *why;

	if (n < HEAD || memcmp(data + HEADER_AT, "HdrS", 4) != 0)
		return "it is no bzImage (there is no HdrS at byte 514)";
	if (data[MAGIC_AT] != 0x55 || data[MAGIC_AT + 1] != 0xaa)
		return "it is no bzImage (bytes 510 and 511 are not 55 aa)";
	if (data[LOADFLAGS_AT] != 1)
		return "it is no bzImage but a zImage, or has been changed (byte 529 is "
		       "not 1)";
	why = read_version(data, n, version);
	return why ? why : check_payload(data, n);
}
