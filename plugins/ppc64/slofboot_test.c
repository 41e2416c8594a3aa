/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/slofboot_test.c - what SLOF's own loader is told of one node.
 */
#include "ppc64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))
#define PLACE        "/netboot/c/0123456789abcdef/"

const char unit_suite[] = "ppc64 slofboot";

static const struct sl_artefact kernel = { .role = SL_KERNEL, .urlpath = PLACE "kernel" };
static const struct sl_artefact initrd = { .role = SL_INITRD, .urlpath = PLACE "initrd" };
static const struct sl_net net = { .prefix = 16 };
static const struct sl_node node = {
	.name = "n1", .mac = "52:54:00:AB:cd:01", .ip = "10.1.0.11", .net = &net
};

/* slof: where the image's kernel for SLOF lies, or NULL. */
static int render(struct fake_host *fake, const char *slof, const char *cmdline)
{
	const struct sl_artefact made = { .role = SL_OTHER,
					  .name = PPC64_SLOF,
					  .urlpath = slof };
	const struct sl_artefact *const artefacts[] = { &kernel, &initrd,
							slof ? &made : NULL, NULL };
	const struct sl_image image = { .name = "c",
					.method = "squashfs",
					.generation = "0123456789abcdef",
					.artefacts = artefacts };
	const struct sl_boot boot = { .state = SL_NETBOOT,
				      .node = &node,
				      .image = &image,
				      .kernel = &kernel,
				      .initrd = &initrd,
				      .cmdline = cmdline };

	fake_host_init(fake, sl_plugin_0.opts);
	return slofboot_render(&fake->border, &boot);
}

static void script(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	const char *text;

	UNIT_INT(render(&fake, PLACE PPC64_SLOF, "sl.root=/x console=hvc0"), 0);
	UNIT_STR(str_text(&fake.notes),
		 "link 1 netboot/c/0123456789abcdef/kernel.slof " PLACE "kernel.slof\n"
		 "link 1 netboot/c/0123456789abcdef/initrd " PLACE "initrd\n"
		 "file 1 pxelinux.cfg/01-52-54-00-ab-cd-01 0644\n"
		 "file 1 pxelinux.cfg/01-52-54-00-ab-cd-01.fs 0644\n");
	text = str_text(&fake.data);
	CU_ASSERT(strncmp(text, "\\ n1: netboot c:squashfs@0123456789abcdef\n", 41) == 0);
	CU_ASSERT(strstr(text, "s\" :,netboot\\c\\0123456789abcdef\\kernel.slof\" $cat "
			       "evaluate\n") != NULL);
	CU_ASSERT(strstr(text,
			 "\ns\" sl.root=/x console=hvc0 BOOTIF=01-52-54-00-ab-cd-01 "
			 "ip=10.1.0.11:::255.255.0.0:n1::none\" encode-string "
			 "s\" bootargs\" set-chosen\ngo\n") != NULL);
}

static void refused(void)
{
	static char longest[PPC64_CMDLINE + 1], name[128] = "/netboot/";
	const struct {
		const char *slof, *cmdline, *says;
	} rows[] = {
		{ NULL, "a", "pack it again" },
		{ PLACE PPC64_SLOF, longest, "2047 are the most" },
		{ name, "a", "over 99 bytes" },
	};

	memset(longest, 'x', sizeof(longest) - 1);
	memset(name + 9, 'i',
	       91); /* 99 bytes without its first slash: the last that fits */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		if (rows[i].slof == name) {
			UNIT_INT(render(&fake, name, "a"), 0);
			fake_host_fini(&fake);
			strcat(name, "i");
		}
		CU_ASSERT(render(&fake, rows[i].slof, rows[i].cmdline) < 0);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].says) != NULL);
		CU_ASSERT(strstr(str_text(&fake.notes), "file") == NULL);
	}
}

const struct unit_case unit_cases[] = {
	{ "a script loads the kernel made for SLOF and gives it its words", script },
	{ "what SLOF could not start is refused, with what to do", refused },
	{ NULL, NULL }
};
