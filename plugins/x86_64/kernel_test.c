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

struct form {
	const char *magic; /* at `at` of the kernel's first KiB */
	size_t bytes, at;
	unsigned char flags; /* at 0x236, the low byte of xloadflags */
	const char *modules; /* lines of modules.dep */
	const char *why;     /* NULL: it is taken */
};

static const struct form good = { "HdrS", 4, 0x202, 1, "k/e1000e.ko:\n", NULL };

static int prepare(struct fake_host *fake, const struct form *form)
{
	const char *folder = unit_folder();
	unsigned char head[1024] = { 0 };

	memcpy(head + form->at, form->magic, form->bytes);
	head[0x236] = form->flags;
	make(folder, "boot");
	put(folder, "boot/vmlinuz", head, sizeof(head));
	make(folder, "lib");
	make(folder, "lib/modules");
	make(folder, "lib/modules/6.1");
	put(folder, "lib/modules/6.1/modules.dep", form->modules, strlen(form->modules));
	fake_host_fini(fake);
	fake_host_init(fake, sl_plugin_0.opts);
	fake->image = &image;
	fake->folders[SL_TREE] = fake->folders[SL_WORK] = folder;
	return kernel_prepare(&fake->border, NULL);
}

static void forms(void)
{
	static const char ppc64le[] = "\177ELF\2\1\0\0\0\0\0\0\0\0\0\0\2\0\25\0";
	static const struct form rows[] = {
		{ "HdrS", 4, 0x202, 1, "k/e1000e.ko:\n", NULL },
		{ "HdrS", 4, 0x202, 1, "k/virtio_net.ko.xz: k/a.ko\n", NULL },
		{ "HdrS", 4, 0x202, 0, "k/e1000e.ko:\n", "boot/vmlinuz is a 32-bit" },
		{ "ARM\144", 4, 56, 0, "k/e1000e.ko:\n",
		  "boot/vmlinuz is an arm64 Image for aarch64; PCs start a bzImage" },
		{ ppc64le, 20, 0, 0, "k/e1000e.ko:\n",
		  "boot/vmlinuz is an ELF kernel for ppc64le" },
		{ "text", 4, 0, 0, "k/e1000e.ko:\n", "is no kernel in a form" },
		{ "HdrS", 4, 0x202, 1, "k/ext4.ko:\n", "kernel 6.1 lacks virtio_net, " },
		{ "HdrS", 4, 0x202, 1, "", "install the package with" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		UNIT_INT(prepare(&fake, &rows[i]) < 0, rows[i].why != NULL);
		UNIT_INT(fake.fails, rows[i].why != NULL);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].why ? rows[i].why : "") !=
			  NULL);
		CU_ASSERT(strstr(str_text(&fake.notes), "microcode") == NULL);
	}
}

static void named_drivers(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(prepare(&fake, &good), 0);
	fake.options[0][0] = fake.options[1][0] = "drivers";
	fake.options[0][1] = "e1000e";
	fake.options[1][1] = "qede";
	CU_ASSERT(kernel_prepare(&fake.border, NULL) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "kernel 6.1 lacks qede, which nodes of "
					       "platform x86_64 need") != NULL);
}

static void none(void)
{
	static const struct sl_image empty = { .name = "c" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.image = &empty;
	CU_ASSERT(kernel_prepare(&fake.border, NULL) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(strstr(str_text(&fake.said), "linux-image-amd64") != NULL);
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

/* Stands in for xz: what is packed is known. */
static int unpack(struct sl_job *job, const struct sl_command *command)
{
	FILE *file = fopen(command->output, "w");

	(void)job;
	UNIT_STR(command->argv[0], "xz");
	UNIT_STR(command->argv[1], "-dc");
	CU_ASSERT_FATAL(file != NULL);
	fputs("ccc", file);
	fclose(file);
	return 0;
}

static void microcode(void)
{
	char cpio[4096];
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	struct sl_host table;
	const char *file;
	size_t n;

	UNIT_INT(prepare(&fake, &good), 0);
	table = *fake.border.host;
	table.run = unpack;
	fake.border.host = &table;
	make(fake.folders[SL_TREE], "lib/firmware");
	make(fake.folders[SL_TREE], "lib/firmware/amd-ucode");
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_b.bin", "bbb", 3);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_a.bin", "aaaa", 4);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_a.bin.asc",
	    "signature", 9);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/README", "text", 4);
	put(fake.folders[SL_TREE], "lib/firmware/amd-ucode/microcode_c.bin.xz", "packed",
	    6);
	UNIT_INT(kernel_prepare(&fake.border, NULL), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "output 7 microcode.cpio /") != NULL);
	n = read_cpio(fake.folders[SL_WORK], cpio, sizeof(cpio));
	UNIT_INT(n % 4, 0);
	CU_ASSERT(memcmp(cpio, "070701", 6) == 0);
	file = memmem(cpio, n, "AuthenticAMD.bin", 16);
	CU_ASSERT_FATAL(file != NULL);
	CU_ASSERT(memmem(file, n - (size_t)(file - cpio), "\0aaaabbbccc", 11) != NULL);
	CU_ASSERT(memmem(cpio, n, "text", 4) == NULL);
	CU_ASSERT(memmem(cpio, n, "packed", 6) == NULL);
	CU_ASSERT(memmem(cpio, n, "Intel", 5) == NULL);
	CU_ASSERT(memmem(cpio, n, "TRAILER!!!", 10) != NULL);
}

static void of_intel(void)
{
	static const char *const names[] = { "06-55-04", "06-55-03", "README",
					     "06-4f-01.initramfs",
					     "06-4f-01_DISCLAIMER" };
	char cpio[4096], path[128];
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	const char *file;
	size_t n;

	UNIT_INT(prepare(&fake, &good), 0);
	make(fake.folders[SL_TREE], "lib/firmware");
	make(fake.folders[SL_TREE], "lib/firmware/intel-ucode");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "lib/firmware/intel-ucode/%s", names[i]);
		put(fake.folders[SL_TREE], path, names[i], strlen(names[i]));
	}
	UNIT_INT(kernel_prepare(&fake.border, NULL), 0);
	n = read_cpio(fake.folders[SL_WORK], cpio, sizeof(cpio));
	file = memmem(cpio, n, "GenuineIntel.bin", 16);
	CU_ASSERT_FATAL(file != NULL);
	CU_ASSERT(memmem(file, n - (size_t)(file - cpio), "\00006-55-0306-55-04070701",
			 23) != NULL);
}

static void unwanted(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(prepare(&fake, &good), 0);
	make(fake.folders[SL_TREE], "lib/firmware");
	make(fake.folders[SL_TREE], "lib/firmware/intel-ucode");
	put(fake.folders[SL_TREE], "lib/firmware/intel-ucode/06-55-04", "x", 1);
	fake.options[0][0] = "microcode";
	fake.options[0][1] = "no";
	UNIT_INT(kernel_prepare(&fake.border, NULL), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "microcode") == NULL);
}

const struct unit_case unit_cases[] = {
	{ "a kernel of another form, width or machine is refused with its name", forms },
	{ "drivers that the image names are looked for", named_drivers },
	{ "an image without a kernel is told which package has one", none },
	{ "microcode becomes an uncompressed cpio, in order of name", microcode },
	{ "of what lies beside it nothing is taken for microcode", of_intel },
	{ "microcode = no leaves it out", unwanted },
	{ NULL, NULL }
};
