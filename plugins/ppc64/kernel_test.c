/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/kernel_test.c - which kernels are refused, and why.
 */
#include "ppc64.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "ppc64 kernel";

static const struct sl_kernel kernel = { .version = "6.1", .file = "boot/vmlinux" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };

static const struct {
	const char *arch, *head;
	size_t bytes;
	const char *modules, *why;
} rows[] = {
	{ "ppc64le", "\177ELF\2\1\0\0\0\0\0\0\0\0\0\0\2\0\25\0", 20, "k/ibmveth.ko:\n",
	  NULL },
	{ "ppc64", "\177ELF\2\2\0\0\0\0\0\0\0\0\0\0\0\2\0\25", 20, "k/ibmveth.ko:\n",
	  NULL },
	{ "ppc64", "\177ELF\2\1\0\0\0\0\0\0\0\0\0\0\2\0\25\0", 20, "k/ibmveth.ko:\n",
	  "is an ELF kernel for ppc64le, the image is of ppc64" },
	{ "ppc64le", "\177ELF\2\1\0\0\0\0\0\0\0\0\0\0\2\0\25\0", 20, "k/ext4.ko:\n",
	  "lacks virtio_net" },
	{ "ppc64le", "MZ", 2, "k/ibmveth.ko:\n", "start a 64-bit ELF" },
};

static void forms(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake fake;
		char path[512];
		FILE *file;

		fake_init(&fake, unit_folder());
		fake.image.kernels = kernels;
		fake.image.arch = rows[i].arch;
		fake_put(&fake, "boot/vmlinux", "");
		fake_put(&fake, "lib/modules/6.1/modules.dep", rows[i].modules);
		snprintf(path, sizeof(path), "%s/boot/vmlinux", fake.folders[SL_TREE]);
		file = fopen(path, "w");
		CU_ASSERT_FATAL(file != NULL);
		UNIT_INT(fwrite(rows[i].head, 1, rows[i].bytes, file), rows[i].bytes);
		fclose(file);
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
	UNIT_STR(sl_plugin_0.bootloader->serial, "hvc");
	CU_ASSERT(kernel_prepare(&fake.job, NULL) < 0);
	CU_ASSERT(strstr(fake.said, "linux-image-powerpc64le") != NULL);
	fake_fini(&fake);
}

const struct unit_case unit_cases[] = {
	{ "a kernel of another form or byte order is refused", forms },
	{ "an image without a kernel is told which package has one", none },
	{ NULL, NULL }
};
