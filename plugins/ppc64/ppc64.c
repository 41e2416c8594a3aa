/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/ppc64.c - POWER machines of both byte orders: Open Firmware and petitboot.
 */
#include "ppc64.h"

static const struct sl_option options[] = {
	{ SL_STRING, SL_IN_SITE, "netboot", "grub2",
	  "grub2|grub2-tftp|grub2-http|pxelinux|yaboot",
	  "what Open Firmware starts: GRUB, which fetches by TFTP or HTTP, or the loader "
	  "that "
	  "SLOF has; petitboot is answered with any" },
	{ SL_PATH, SL_IN_SITE, "grub", NULL, NULL,
	  "GRUB's core image for Open Firmware, instead of one made of the image's "
	  "modules" },
	{ SL_PATH, SL_IN_SITE, "yaboot", NULL, NULL,
	  "yaboot, instead of that of the image" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "drivers", NULL, NULL,
	  "network drivers that a kernel must have" },
	{ SL_STRING, SL_IN_SITE, "cpu", "power9", NULL,
	  "the test boot's processor, as QEMU calls it" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const names[] = { "ppc64", "ppc64le", NULL };
static const char *const archs[] = { "ppc64", "ppc64le", NULL };
static const char *const firmwares[] = { "slof", NULL };

static const struct sl_bootloader bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_MAC | SL_NEED_IP,
	.max_cmdline = PPC64_CMDLINE,
	.names = names,
	.archs = archs,
	.firmwares = firmwares,
	.setup = loader_setup,
	.prepare = kernel_prepare,
	.render = node_render,
	.emulate = machine_emulate,
	.serial = "hvc",
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "ppc64",
	.version = "0.1.0",
	.summary =
		"POWER machines of both byte orders, started by GRUB, SLOF or petitboot",
	.opts = options,
	.bootloader = &bootloader,
};
