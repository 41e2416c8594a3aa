/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/uefi_test.c - where shim and GRUB come from, and which kernels they start.
 */
#include "uefi.h"
#include "x86_64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "/netboot/c/0123456789abcdef/"

const char unit_suite[] = "x86_64 uefi";

/* Makes a file with its folders. */
static void put(const char *tree, const char *name, const void *data, size_t bytes)
{
	char path[512];
	FILE *file;
	int n = snprintf(path, sizeof(path), "%s/%s", tree, name);

	for (char *at = path + strlen(tree) + 1; at < path + n; at++)
		if (*at == '/') {
			*at = '\0';
			mkdir(path, 0755);
			*at = '/';
		}
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	UNIT_INT(fwrite(data, 1, bytes, file), bytes);
	fclose(file);
}

/* A bzImage that starts as an EFI program: its optional header begins at 88. */
static void put_kernel(const char *tree, int is_signed)
{
	unsigned char head[1024] = { 0 };

	memcpy(head, "MZ", 2);
	head[60] = 64;
	memcpy(head + 64, "PE\0\0\x64\x86", 6);
	memcpy(head + 88, "\x0b\x02", 2);
	head[88 + 108] = 6;
	head[88 + 144] = head[88 + 148] = is_signed ? 8 : 0;
	memcpy(head + 0x202, "HdrS", 4);
	head[0x236] = 1;
	put(tree, "boot/vmlinuz", head, sizeof(head));
}

static const struct sl_kernel kernel = { .version = "6.1", .file = "boot/vmlinuz" };
static const struct sl_kernel *const kernels[] = { &kernel, NULL };
static const struct sl_image image = { .name = "c", .kernels = kernels };

static void set_up(struct fake_host *fake)
{
	fake_host_init(fake, sl_plugin_0.opts);
	fake->image = &image;
	fake->folders[SL_TREE] = fake->folders[SL_WORK] = unit_folder();
}

static void taken(void)
{
	static const struct {
		const char *file, *name;
	} rows[] = {
		{ "usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi", "grubx64.efi" },
		{ "usr/share/efi/x86_64/grub.efi", "grubx64.efi" },
		{ "boot/efi/EFI/redhat/grubx64.efi", "grubx64.efi" },
		{ "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed", "grubx64.efi" },
		{ "boot/efi/EFI/redhat/shimx64.efi", "shimx64.efi" },
		{ "usr/share/efi/x86_64/shim.efi", "shimx64.efi" },
		{ "usr/lib/shim/shimx64.efi.signed", "shimx64.efi" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char note[256];

		set_up(&fake);
		put_kernel(fake.folders[SL_TREE], 1);
		UNIT_INT(uefi_prepare(&fake.border, 0), 0);
		UNIT_STR(str_text(&fake.notes), "");
		put(fake.folders[SL_TREE], rows[i].file, "loader", 6);
		UNIT_INT(uefi_prepare(&fake.border, 0), 0);
		snprintf(note, sizeof(note), "output 4 %s %s\n", rows[i].name,
			 rows[i].file);
		UNIT_STR(str_text(&fake.notes), note);
	}
}

static void unsigned_kernels(void)
{
	static const struct {
		int wanted;
		const char *secureboot;
		int refused;
	} rows[] = { { 1, "yes", 1 }, { 1, "no", 0 }, { 0, "yes", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		set_up(&fake);
		fake.options[0][0] = "secureboot";
		fake.options[0][1] = rows[i].secureboot;
		put_kernel(fake.folders[SL_TREE], 0);
		UNIT_INT(uefi_prepare(&fake.border, rows[i].wanted) < 0, rows[i].refused);
		UNIT_INT(strstr(str_text(&fake.said), "boot/vmlinuz has no signature") !=
				 NULL,
			 rows[i].refused);
		UNIT_INT(strstr(str_text(&fake.notes), "output 8 kernel.unsigned ") !=
				 NULL,
			 !rows[i].refused);
	}
}

static void missing(void)
{
	static const struct {
		const char *netboot, *option, *package;
	} rows[] = { { "yes", "grub", "shim-signed" },
		     { "yes", "shim", "grub-efi-amd64-signed" },
		     { "no", "shim", "grub2-efi-x64" } };
	static const struct sl_image none = { .name = "c" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char path[512];

		set_up(&fake);
		fake.image = &none;
		put(fake.folders[SL_TREE], "loader", "loader", 6);
		snprintf(path, sizeof(path), "%s/loader", fake.folders[SL_TREE]);
		fake.options[0][0] = "secureboot";
		fake.options[0][1] = rows[i].netboot;
		fake.options[1][0] = rows[i].option;
		fake.options[1][1] = path;
		CU_ASSERT(uefi_setup(&fake.border) < 0);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].package) != NULL);
		CU_ASSERT(strstr(str_text(&fake.notes), "dhcp") == NULL);
	}
}

/* ---- what is published ---- */

#define KEY "0000000000000000000000000000000000000000000000000000000000000000"

static const struct sl_artefact shim_a = { .role = SL_LOADER,
					   .name = UEFI_SHIM,
					   .sha256 = KEY };
static const struct sl_artefact shim_b = { .role = SL_LOADER,
					   .name = UEFI_SHIM,
					   .sha256 = "1" };
static const struct sl_artefact *const with_a[] = { &shim_a, NULL };
static const struct sl_artefact *const with_b[] = { &shim_b, NULL };

/* A GRUB of one section, one module and the prefix of a disk: see plugins/lib/grubefi.h. */
static void put_grub(const char *tree, const char *module)
{
	char file[512] = "MZ";
	const size_t n = strlen(module);

	file[60] = 64;
	memcpy(file + 64, "PE\0\0\x64\x86\1", 7);
	memcpy(file + 88, "mods\0\0\0", 8);
	file[88 + 16] = file[128 + 16] = (char)(24 + 8 + n + 8 + 11);
	file[88 + 20] = (char)128;
	memcpy(file + 128, "mimg", 4);
	file[128 + 8] = 24;
	file[152 + 4] = (char)(8 + n);
	memcpy(file + 160, module, n);
	file[160 + n] = 3;
	file[160 + n + 4] = 8 + 11;
	memcpy(file + 168 + n, "/EFI/rocky", 11);
	put(tree, "grub.efi", file, sizeof(file));
}

static void distributions(void)
{
	static const struct {
		const char *distro;
		const struct sl_artefact *const *artefacts;
		const char *secureboot;
		int refused;
	} rows[] = {
		{ "rhel", with_b, "yes", 0 },  { "rhels9.4", with_b, "yes", 0 },
		{ "rocky", with_b, "yes", 1 }, { "rocky", with_b, "no", 0 },
		{ "rocky", with_a, "yes", 0 }, { "rhubarb", with_b, "yes", 1 },
		{ "debian", NULL, "yes", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sl_image first = { .name = "el9",
						.distro = "rhel",
						.artefacts = with_a };
		const struct sl_image same = first;
		const struct sl_image other = { .name = "other",
						.distro = rows[i].distro,
						.artefacts = rows[i].artefacts };
		const struct sl_image *const used[] = { &same, &other, NULL };
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char path[512];

		set_up(&fake);
		put(fake.folders[SL_TREE], "loader", "loader", 6);
		snprintf(path, sizeof(path), "%s/loader", fake.folders[SL_TREE]);
		fake.image = &first;
		fake.used = used;
		fake.options[0][0] = "secureboot";
		fake.options[0][1] = rows[i].secureboot;
		fake.options[1][0] = "grub";
		fake.options[1][1] = path;
		/* who passes is stopped by the shim, which is nowhere */
		UNIT_INT(uefi_setup(&fake.border) < 0, rows[i].secureboot[0] == 'y');
		UNIT_INT(strstr(str_text(&fake.said), "image el9 (rhel) and to image "
						      "other (") != NULL,
			 rows[i].refused);
		UNIT_INT(strstr(str_text(&fake.notes), "file ") == NULL, rows[i].refused);
	}
}

static void not_fit(void)
{
	static const struct {
		const char *netboot, *secureboot, *module;
		const char *why; /* NULL: it is published */
	} rows[] = {
		{ "grub2", "no", "tftp", NULL },
		{ "grub2-http", "no", " HTTP/1.1\r\n", NULL },
		{ "grub2-http", "no", "tftp", "grub-efi-amd64-bin" },
		{ "grub2-http", "yes", "tftp", "with Secure Boot GRUB takes no module" },
		{ "grub2", "yes", "tftp", "grub.efi has no signature, so Secure Boot" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char path[512];

		set_up(&fake);
		put_grub(fake.folders[SL_TREE], rows[i].module);
		snprintf(path, sizeof(path), "%s/grub.efi", fake.folders[SL_TREE]);
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i].netboot;
		fake.options[1][0] = "secureboot";
		fake.options[1][1] = rows[i].secureboot;
		fake.options[2][0] = "grub";
		fake.options[2][1] = path;
		fake.options[3][0] = "shim";
		fake.options[3][1] = path;
		UNIT_INT(uefi_setup(&fake.border) < 0, rows[i].why != NULL);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].why ? rows[i].why : "") !=
			  NULL);
		UNIT_INT(fake_host_noted(&fake, "file 1 EFI/rocky/grub.cfg 0644"),
			 rows[i].why == NULL);
		UNIT_INT(fake_host_noted(&fake, "file 1 grubx64.efi 0644"),
			 rows[i].why == NULL);
	}
}

static void made_for_http(void)
{
	static const struct {
		const char *netboot, *secureboot, *folder;
		int made;
	} rows[] = {
		{ "grub2-http", "no", "usr/lib/grub/x86_64-efi/", 1 },
		{ "grub2-http", "no", "usr/share/grub2/x86_64-efi/", 1 },
		{ "grub2-http", "no", "usr/lib/grub/arm64-efi/", 0 },
		{ "grub2-http", "yes", "usr/lib/grub/x86_64-efi/", 0 },
		{ "grub2", "no", "usr/lib/grub/x86_64-efi/", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char path[512], note[600];

		set_up(&fake);
		put_kernel(fake.folders[SL_TREE], 1);
		snprintf(path, sizeof(path), "%smoddep.lst", rows[i].folder);
		put(fake.folders[SL_TREE], path, "http: net\n", 10);
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i].netboot;
		fake.options[1][0] = "secureboot";
		fake.options[1][1] = rows[i].secureboot;
		UNIT_INT(uefi_prepare(&fake.border, 1), 0);
		UNIT_INT(strstr(str_text(&fake.notes),
				"run grub-mkimage -O x86_64-efi -p "
				"/grub ") != NULL,
			 rows[i].made);
		snprintf(note, sizeof(note), "output 4 %s %s/%s", UEFI_GRUB_HTTP,
			 fake.folders[SL_WORK], UEFI_GRUB_HTTP);
		UNIT_INT(fake_host_noted(&fake, note), rows[i].made);
		snprintf(path, sizeof(path), "%s/grub-modules/moddep.lst",
			 fake.folders[SL_WORK]);
		UNIT_INT(access(path, R_OK) == 0, rows[i].made);
	}
}

/* ---- nodes ---- */

static const char *const servers[] = { "10.1.0.1:80", NULL };
static const struct sl_artefact loaded = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_artefact marker = { .role = SL_OTHER,
					   .name = UEFI_UNSIGNED,
					   .urlpath = PLACE UEFI_UNSIGNED };
static const struct sl_artefact *const plain[] = { &loaded, &initrd, NULL };
static const struct sl_artefact *const marked[] = { &loaded, &initrd, &marker, NULL };
static const struct sl_net net = { .prefix = 16, .servers = servers };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};

static void rendered(void)
{
	static const struct {
		const char *netboot, *secureboot;
		const struct sl_artefact *const *artefacts;
		const char *has; /* NULL: it is refused */
	} rows[] = {
		{ "grub2", "yes", plain, "set root=tftp," },
		{ "grub2-tftp", "yes", plain, "set root=tftp," },
		{ "grub2-http", "yes", plain, "set root=http," },
		{ "grub2", "no", marked, "linux " PLACE "kernel " },
		{ "grub2", "yes", marked, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const struct sl_image packed = { .name = "c",
						 .method = "squashfs",
						 .generation = "0123456789abcdef",
						 .artefacts = rows[i].artefacts };
		const struct sl_boot boot = { .state = SL_NETBOOT,
					      .node = &node,
					      .image = &packed,
					      .kernel = &loaded,
					      .initrd = &initrd,
					      .cmdline = "quiet" };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i].netboot;
		fake.options[1][0] = "secureboot";
		fake.options[1][1] = rows[i].secureboot;
		UNIT_INT(uefi_render(&fake.border, &boot) < 0, !rows[i].has);
		CU_ASSERT(strstr(str_text(rows[i].has ? &fake.data : &fake.said),
				 rows[i].has ? rows[i].has
					     : "n1: the kernel of image c has no "
					       "signature") != NULL);
	}
}

static void localboot(void)
{
	static const struct sl_boot boot = { .state = SL_LOCALBOOT, .node = &node };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	UNIT_INT(uefi_render(&fake.border, &boot), 0);
	UNIT_STR(str_text(&fake.data), "# n1: boot\nexit\n");
}

const struct unit_case unit_cases[] = {
	{ "each distribution's shim and GRUB are found where they lie", taken },
	{ "an unsigned kernel is refused where Secure Boot is wanted, else noted",
	  unsigned_kernels },
	{ "missing shim or GRUB is named with the package that has it", missing },
	{ "with Secure Boot nodes of two distributions are refused, both named",
	  distributions },
	{ "a GRUB that cannot load by HTTP, or is not signed, is refused where it is to",
	  not_fit },
	{ "one that can is made of the image's modules, without Secure Boot",
	  made_for_http },
	{ "nodes are rendered for the protocol; unsigned kernels are refused", rendered },
	{ "a node that boots from its disk leaves GRUB", localboot },
	{ NULL, NULL }
};
