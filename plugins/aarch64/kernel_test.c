/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/kernel_test.c - which kernels are refused, and why.
 */
#include "aarch64.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char unit_suite[] = "aarch64 kernel";

static const struct sl_kernel kernel = { .version = "6.1", .file = "boot/vmlinuz" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };

enum { BYTES = 128 };

struct head {
	size_t at, n;
	const char *bytes;
};

#define IMAGE                                                                            \
	{ 0, 2, "MZ" }, { 56, 8, "ARM\144\100\0\0\0" },                                  \
	{                                                                                \
		64, 6, "PE\0\0\144\252"                                                  \
	}

static const struct {
	struct head parts[3];
	const char *modules, *why;
} rows[] = {
	{ { IMAGE }, "k/virtio_net.ko:\n", NULL },
	{ { IMAGE }, "k/ext4.ko:\n", "lacks virtio_net" },
	{ { { 56, 4, "ARM\144" } }, "k/virtio_net.ko:\n", "no EFI stub" },
	{ { { 0, 6, "\177ELF\2\1" }, { 18, 2, "\25\0" } },
	  "k/virtio_net.ko:\n",
	  "is an ELF kernel for ppc64le, not for aarch64" },
	{ { { 0, 2, "#!" } }, "k/virtio_net.ko:\n", "is no kernel in a form" },
};

static void write_head(struct fake *fake, const char *name, const struct head *parts)
{
	unsigned char head[BYTES] = { 0 };
	char path[512];
	FILE *file;

	for (size_t i = 0; i < 3; i++)
		if (parts[i].n)
			memcpy(head + parts[i].at, parts[i].bytes, parts[i].n);
	fake_put(fake, name, "");
	snprintf(path, sizeof(path), "%s/%s", fake->folders[SL_TREE], name);
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	UNIT_INT(fwrite(head, 1, BYTES, file), BYTES);
	fclose(file);
}

static void forms(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake fake;

		fake_init(&fake, unit_folder());
		fake.image.kernels = kernels;
		write_head(&fake, "boot/vmlinuz", rows[i].parts);
		fake_put(&fake, "lib/modules/6.1/modules.dep", rows[i].modules);
		UNIT_INT(kernel_prepare(&fake.job, NULL) < 0, rows[i].why != NULL);
		UNIT_INT(fake.fails, rows[i].why != NULL);
		if (rows[i].why)
			CU_ASSERT(strstr(fake.said, rows[i].why) != NULL);
		fake_fini(&fake);
	}
}

static void none(void)
{
	struct fake fake;

	fake_init(&fake, unit_folder());
	UNIT_STR(sl_plugin_0.bootloader->serial, "ttyAMA");
	CU_ASSERT(kernel_prepare(&fake.job, NULL) < 0);
	CU_ASSERT(strstr(fake.said, "linux-image-arm64") != NULL);
	fake_fini(&fake);
}

const struct unit_case unit_cases[] = {
	{ "what UEFI cannot start is refused by its form", forms },
	{ "an image without a kernel is told which package has one", none },
	{ NULL, NULL }
};
