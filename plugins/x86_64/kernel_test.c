/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/kernel_test.c - which kernels are refused, and microcode as a cpio.
 */
#include "x86_64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "x86_64 kernel";

static const struct sl_kernel kernel = { .version = "6.1", .file = "boot/vmlinuz" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };
static const struct sl_image image = { .name = "c", .kernels = kernels };

static void put(const char *folder, const char *name, const void *data, size_t n)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	UNIT_INT(fwrite(data, 1, n, file), n);
	fclose(file);
}

static void make(const char *folder, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	mkdir(path, 0755);
}

static int prepare(struct fake_host *fake, const char *magic, unsigned char flags)
{
	const char *folder = unit_folder();
	unsigned char head[1024] = { 0 };

	memcpy(head + 0x202, magic, 4);
	head[0x236] = flags;
	make(folder, "boot");
	put(folder, "boot/vmlinuz", head, sizeof(head));
	fake_host_fini(fake);
	fake_host_init(fake, sl_plugin_0.opts);
	fake->image = &image;
	fake->folders[SL_TREE] = fake->folders[SL_WORK] = folder;
	return kernel_prepare(&fake->border, NULL);
}

static void accepts(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(prepare(&fake, "HdrS", 1), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "microcode") == NULL);
}

static void refuses(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	CU_ASSERT(prepare(&fake, "ARM\x64", 1) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "boot/vmlinuz is not a bzImage") != NULL);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(prepare(&fake, "HdrS", 0) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "32-bit") != NULL);
}

static size_t read_cpio(const char *folder, char *text, size_t room)
{
	char path[512];
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "%s/microcode.cpio", folder);
	file = fopen(path, "r");
	CU_ASSERT_FATAL(file != NULL);
	n = fread(text, 1, room, file);
	fclose(file);
	return n;
}

static void microcode(void)
{
	char cpio[4096];
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	const char *file;
	size_t n;

	UNIT_INT(prepare(&fake, "HdrS", 1), 0);
	make(fake.folders[SL_TREE], "lib");
	make(fake.folders[SL_TREE], "lib/firmware");
	make(fake.folders[SL_TREE], "lib/firmware/amd-ucode");
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_b.bin", "bbb", 3);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_a.bin", "aaaa", 4);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_a.bin.asc",
	    "signature", 9);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_c.bin.xz", "packed",
	    6);
	UNIT_INT(kernel_prepare(&fake.border, NULL), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "output 7 microcode.cpio /") != NULL);
	n = read_cpio(fake.folders[SL_WORK], cpio, sizeof(cpio));
	UNIT_INT(n % 4, 0);
	CU_ASSERT(memcmp(cpio, "070701", 6) == 0);
	file = memmem(cpio, n, "AuthenticAMD.bin", 16);
	CU_ASSERT_FATAL(file != NULL);
	CU_ASSERT(memmem(file, n - (size_t)(file - cpio), "aaaabbb\0", 8) != NULL);
	CU_ASSERT(memmem(cpio, n, "packed", 6) == NULL);
	CU_ASSERT(memmem(cpio, n, "Intel", 5) == NULL);
	CU_ASSERT(memmem(cpio, n, "TRAILER!!!", 10) != NULL);
}

static void unwanted(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(prepare(&fake, "HdrS", 1), 0);
	make(fake.folders[SL_TREE], "lib");
	make(fake.folders[SL_TREE], "lib/firmware");
	make(fake.folders[SL_TREE], "lib/firmware/intel-ucode");
	put(fake.folders[SL_TREE], "lib/firmware/intel-ucode/06-55-04", "x", 1);
	fake.options[0][0] = "microcode";
	fake.options[0][1] = "no";
	UNIT_INT(kernel_prepare(&fake.border, NULL), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "microcode") == NULL);
}

const struct unit_case unit_cases[] = {
	{ "a 64-bit bzImage is accepted", accepts },
	{ "what is no bzImage, or a 32-bit one, is refused with its name", refuses },
	{ "microcode becomes an uncompressed cpio, in order of name", microcode },
	{ "microcode = no leaves it out", unwanted },
	{ NULL, NULL }
};
