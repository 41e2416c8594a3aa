/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/loader_test.c - where GRUB comes from, and who is sent it.
 */
#include "ppc64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "ppc64 loader";

static void published(void)
{
	char path[512];
	struct sl_artefact loader = { .role = SL_LOADER,
				      .name = PPC64_GRUB,
				      .path = path };
	const struct sl_artefact *const artefacts[] = { &loader, NULL };
	const struct sl_image with = { .name = "c", .artefacts = artefacts };
	const struct sl_image without = { .name = "c" };
	const struct {
		const struct sl_image *image;
		const char *netboot;
		int file, rule, fails;
	} rows[] = {
		{ &with, "grub2", 1, 1, 0 },
		{ NULL, "grub2", 0, 1, 0 },
		{ &without, "grub2", 0, 0, 1 },
		{ &without, "pxelinux", 0, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		FILE *file;

		snprintf(path, sizeof(path), "%s/core", unit_folder());
		file = fopen(path, "w");
		CU_ASSERT_FATAL(file != NULL);
		fputs("core", file);
		fclose(file);
		fake_host_init(&fake, sl_plugin_0.opts);
		fake.image = rows[i].image;
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i].netboot;
		UNIT_INT(loader_setup(&fake.border, NULL) < 0, rows[i].fails);
		UNIT_INT(fake_host_noted(&fake, "file 1 grub/grub-ppc64.elf 0644"),
			 rows[i].file);
		UNIT_INT(strstr(str_text(&fake.notes), "dhcp") != NULL, rows[i].rule);
		UNIT_INT(strstr(str_text(&fake.said), "grub-ieee1275-bin") != NULL,
			 rows[i].fails);
	}
}

const struct unit_case unit_cases[] = {
	{ "the image's GRUB is published; none is an error where it is needed",
	  published },
	{ NULL, NULL }
};
