/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/loader_test.c - where GRUB comes from, and who is sent it.
 */
#include "aarch64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "aarch64 loader";

/* Makes a file with its folders. */
static void put(const char *tree, const char *name)
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
	fputs("loader", file);
	fclose(file);
}

static void taken(void)
{
	static const struct {
		const char *file, *note;
	} rows[] = {
		{ "usr/lib/grub/arm64-efi/monolithic/grubnetaa64.efi",
		  "output 4 grubaa64.efi usr/lib/grub/arm64-efi/monolithic/"
		  "grubnetaa64.efi" },
		{ "boot/efi/EFI/redhat/grubaa64.efi",
		  "output 4 grubaa64.efi boot/efi/EFI/redhat/grubaa64.efi" },
		{ "usr/share/efi/aarch64/grub.efi",
		  "output 4 grubaa64.efi usr/share/efi/aarch64/grub.efi" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.folders[SL_TREE] = unit_folder();
		UNIT_INT(loader_prepare(&fake.border), 0);
		CU_ASSERT(!fake_host_noted(&fake, rows[i].note));
		put(fake.folders[SL_TREE], rows[i].file);
		UNIT_INT(loader_prepare(&fake.border), 0);
		CU_ASSERT(fake_host_noted(&fake, rows[i].note));
		UNIT_INT(fake.fails, 0);
	}
}

static void published(void)
{
	char path[512];
	struct sl_artefact loader = { .role = SL_LOADER,
				      .name = AARCH64_GRUB,
				      .path = path };
	const struct sl_artefact *const artefacts[] = { &loader, NULL };
	const struct sl_image with = { .name = "c", .artefacts = artefacts };
	const struct sl_image without = { .name = "c" };
	const struct {
		const struct sl_image *image;
		const char *option;
		int file, fails;
	} rows[] = {
		{ &with, NULL, 1, 0 },       { &without, path, 1, 0 },
		{ NULL, NULL, 0, 0 },        { &without, NULL, 0, 1 },
		{ &with, "/no/such", 0, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const char *folder = unit_folder();

		snprintf(path, sizeof(path), "%s/loader", folder);
		put(folder, "loader");
		fake_host_init(&fake, sl_plugin_0.opts);
		fake.image = rows[i].image;
		fake.options[0][0] = rows[i].option ? "grub" : NULL;
		fake.options[0][1] = rows[i].option;
		UNIT_INT(loader_setup(&fake.border, NULL) < 0, rows[i].fails);
		UNIT_INT(fake_host_noted(&fake, "file 1 grub/grubaa64.efi 0644"),
			 rows[i].file);
		UNIT_INT(strstr(str_text(&fake.notes), "grub/grub.cfg") != NULL,
			 !rows[i].fails);
		UNIT_INT(strstr(str_text(&fake.notes), "dhcp") != NULL, !rows[i].fails);
		if (rows[i].fails)
			CU_ASSERT(strstr(str_text(&fake.said), "grub2-efi-aa64") != NULL);
	}
}

/* The notes of setup() with iPXE. */
#define IPXE                                                                             \
	"file 1 ipxe-arm64.efi 0644\nfile 2 ipxe-arm64.efi 0644\n"                       \
	"dhcp * 11 - - ipxe-arm64.efi\n"                                                 \
	"dhcp * 11 iPXE - http://${server}/boot/aarch64/${netX/mac:hexhyp}.ipxe\n"       \
	"dhcp * 19 - HTTPClient http://${server}/boot/aarch64/ipxe-arm64.efi\n"

static void with_ipxe(void)
{
	static const char *const files[] = { "loader", "no-loader" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const char *folder = unit_folder();
		char path[512];

		put(folder, "loader");
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		fake_host_init(&fake, sl_plugin_0.opts);
		memcpy(fake.options,
		       (const char *[][2]){ { "netboot", "xnba" }, { "ipxe", path } },
		       2 * sizeof(fake.options[0]));
		UNIT_INT(loader_setup(&fake.border, NULL) < 0, i == 1);
		UNIT_STR(str_text(&fake.notes), i == 1 ? "" : IPXE);
		UNIT_INT(strstr(str_text(&fake.said), "ipxe-bootimgs-aarch64") != NULL,
			 i == 1);
	}
}

static void without_grub(void)
{
	static const char *const rows[] = { "grub2", "xnba" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.folders[SL_TREE] = unit_folder();
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i];
		UNIT_INT(loader_prepare(&fake.border), 0);
		UNIT_INT(strstr(str_text(&fake.notes), "has no GRUB") != NULL, i == 0);
	}
}

const struct unit_case unit_cases[] = {
	{ "each distribution's GRUB is found where it lies", taken },
	{ "the site's GRUB or the image's is published; none is an error", published },
	{ "iPXE is sent by TFTP and by HTTP, and to its script; none is an error",
	  with_ipxe },
	{ "an image without GRUB is warned about where GRUB is what starts it",
	  without_grub },
	{ NULL, NULL }
};
