/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/node_test.c - the boot files of nodes.
 */
#include "aarch64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "/netboot/c/0123456789abcdef/"

const char unit_suite[] = "aarch64 node";

static const char *const servers[] = { "10.1.0.1:80", NULL };
static const struct sl_artefact kernel = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_artefact unpacked = { .role = SL_OTHER,
					     .name = AARCH64_IMAGE,
					     .urlpath = PLACE AARCH64_IMAGE };
static const struct sl_artefact dtb = { .role = SL_DTB,
					.name = AARCH64_DTB,
					.urlpath = PLACE AARCH64_DTB };
static const struct sl_artefact *const plain[] = { &kernel, &initrd, NULL };
static const struct sl_artefact *const more[] = { &kernel, &initrd, &unpacked, &dtb,
						  NULL };
static const struct sl_net net = { .prefix = 16, .servers = servers };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};

static void rendered(void)
{
	static const struct {
		const char *netboot;
		const struct sl_artefact *const *artefacts;
		const char *has, *links;
	} rows[] = {
		{ "grub2", plain, "linux " PLACE "kernel ", PLACE "kernel" },
		{ "grub2-tftp", plain, "set root=tftp,", PLACE "initrd" },
		{ "grub2-http", plain, "set root=http,", NULL },
		{ "grub2", more, "linux " PLACE "Image ", PLACE "Image" },
		{ "grub2", more, "devicetree " PLACE "board.dtb\n", PLACE "board.dtb" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const struct sl_image image = { .name = "c",
						.method = "squashfs",
						.generation = "0123456789abcdef",
						.artefacts = rows[i].artefacts };
		const struct sl_boot boot = { .state = SL_NETBOOT,
					      .node = &node,
					      .image = &image,
					      .kernel = &kernel,
					      .initrd = &initrd,
					      .cmdline = "console=ttyAMA0,115200n8" };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.options[0][0] = "netboot";
		fake.options[0][1] = rows[i].netboot;
		UNIT_INT(node_render(&fake.border, NULL, &boot), 0);
		CU_ASSERT(strstr(str_text(&fake.data), rows[i].has) != NULL);
		CU_ASSERT(strstr(str_text(&fake.notes),
				 rows[i].links ? rows[i].links : "file 1") != NULL);
		UNIT_INT(strstr(str_text(&fake.notes), "link ") != NULL,
			 rows[i].links != NULL);
	}
}

static void scripts(void)
{
	static const struct sl_artefact *const packed[] = { &kernel, &initrd, &unpacked,
							    NULL };
	static const struct {
		const struct sl_artefact *const *artefacts;
		const char *has, *why;
	} rows[] = {
		{ plain, "kernel --name kernel ${base}" PLACE "kernel initrd=initrd ",
		  NULL },
		{ packed, "kernel --name kernel ${base}" PLACE "Image initrd=initrd ",
		  NULL },
		{ more, NULL, "n1: image c has a device tree" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const struct sl_image image = { .name = "c",
						.method = "squashfs",
						.generation = "0123456789abcdef",
						.artefacts = rows[i].artefacts };
		const struct sl_boot boot = { .state = SL_NETBOOT,
					      .node = &node,
					      .image = &image,
					      .kernel = &kernel,
					      .initrd = &initrd,
					      .cmdline = "console=ttyAMA0,115200n8" };

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.options[0][0] = "netboot";
		fake.options[0][1] = "xnba";
		UNIT_INT(node_render(&fake.border, NULL, &boot) < 0, rows[i].why != NULL);
		UNIT_STR(str_text(&fake.notes),
			 rows[i].why ? "" : "file 2 52-54-00-ab-cd-01.ipxe 0644\n");
		if (rows[i].why)
			CU_ASSERT(strstr(str_text(&fake.said), rows[i].why) != NULL)
		else
			CU_ASSERT(strstr(str_text(&fake.data), rows[i].has) != NULL)
	}
}

const struct unit_case unit_cases[] = {
	{ "GRUB fetches as the site says, and what was unpacked for it", rendered },
	{ "iPXE has a script, and no device tree", scripts },
	{ NULL, NULL }
};
