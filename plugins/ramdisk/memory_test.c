/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/memory_test.c - what entries take in tmpfs, and a node's decoder.
 */
#include "ramdisk.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

const char unit_suite[] = "ramdisk memory";

static void page_is_the_kernels(void)
{
	static const char *const has[] = { "CONFIG_PAGE_SIZE_16KB", NULL };
	struct ramdisk_memory memory = { .bytes = 1 };
	struct fake_host host;

	fake_host_init(&host, ramdisk_options);
	host.kernel_has = has;
	ramdisk_memory_init(&memory, &host.border);
	fake_host_fini(&host);
	UNIT_INT((int)memory.page, 16384);
	UNIT_INT((int)memory.bytes, 0);
}

static uint64_t bytes_of(mode_t mode, int64_t size, const char *target, const char *hard)
{
	struct ramdisk_memory memory = { .page = 4096 };
	struct pax_entry entry = { .path = (char *)"a/b",
				   .target = (char *)target,
				   .hard = (char *)hard,
				   .mode = mode,
				   .size = size };

	ramdisk_memory_add(&memory, &entry);
	return memory.bytes;
}

/* Differences, so that the sizes of the kernel's structures may be corrected. */
static void content_takes_pages(void)
{
	uint64_t empty = bytes_of(S_IFREG, 0, NULL, NULL);
	uint64_t name = bytes_of(S_IFREG, 0, NULL, "first");
	char target[200] = "";

	CU_ASSERT(empty > 700 && empty < 1500);
	CU_ASSERT(name > 100 && name < 300);
	UNIT_INT((int)(bytes_of(S_IFREG, 1, NULL, NULL) - empty), 4096);
	UNIT_INT((int)(bytes_of(S_IFREG, 4096, NULL, NULL) - empty), 4096);
	UNIT_INT((int)((bytes_of(S_IFREG, 4097, NULL, NULL) - empty) / 4096), 2);
	UNIT_INT((int)((bytes_of(S_IFREG, 64 << 20, NULL, NULL) - empty) >> 20), 64);
	UNIT_INT((int)(bytes_of(S_IFREG, 1 << 20, NULL, "first") - name), 0);
	UNIT_INT((int)(bytes_of(S_IFLNK, 0, "target", NULL) - empty), 8);
	memset(target, 'x', sizeof(target) - 1);
	UNIT_INT((int)(bytes_of(S_IFLNK, 0, target, NULL) - empty), 4096);
	UNIT_INT((int)(bytes_of(S_IFDIR, 4096, NULL, NULL) - empty), 0);
}

static void holes_take_nothing(void)
{
	struct pax_extent extents[] = { { 4095, 2 }, { 1 << 20, 4096 } };
	struct pax_entry entry = { .path = (char *)"s",
				   .mode = S_IFREG,
				   .size = 5LL << 30,
				   .extents = extents,
				   .n_extents = 2 };
	struct ramdisk_memory memory = { .page = 4096 };

	ramdisk_memory_add(&memory, &entry);
	UNIT_INT((int)((memory.bytes - bytes_of(S_IFREG, 0, NULL, NULL)) / 4096), 3);
}

/* RFC 8878 3.1.1.1: magic, descriptor, window. */
static void window_is_read(void)
{
	static const struct {
		unsigned char head[6];
		size_t n;
		uint64_t window;
	} rows[] = {
		{ { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x60 }, 6, 4 << 20 },
		{ { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68 }, 6, 8 << 20 },
		{ { 0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x01 }, 6, 1024 + 128 },
		{ { 0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x60 }, 6, 0 },
		{ { 0x28, 0xb5, 0x2f, 0xfe, 0x00, 0x60 }, 6, 0 },
		{ { 0x28, 0xb5, 0x2f, 0xfd, 0x00 }, 5, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT((int)ramdisk_window(rows[i].head, rows[i].n),
			 (int)rows[i].window);
}

static void versions_are_compared(void)
{
	static const struct {
		const char *version;
		int is;
	} rows[] = {
		{ "6.6.0", 1 },    { "6.6", 1 },    { "6.10.3-amd64", 1 },
		{ "7.0", 1 },      { "6.5.13", 0 }, { "5.14.0-1", 0 },
		{ "6.1.0-25", 0 }, { "x", 0 },      { NULL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(ramdisk_kernel_is(rows[i].version, 6, 6), rows[i].is);
}

const struct unit_case unit_cases[] = {
	{ "the page is that of the image's kernel", page_is_the_kernels },
	{ "content takes whole pages", content_takes_pages },
	{ "holes take nothing", holes_take_nothing },
	{ "the window is read out of the archive", window_is_read },
	{ "kernel versions are compared", versions_are_compared },
	{ NULL, NULL },
};
