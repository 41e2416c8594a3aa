/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/aarch64.c - ARM servers with UEFI, started by GRUB 2 or iPXE.
 */
#include "aarch64.h"

static const struct sl_option options[] = {
	{ SL_STRING, SL_IN_SITE, "netboot", "grub2", "grub2|grub2-tftp|grub2-http|xnba",
	  "what starts machines: GRUB, which loads by TFTP, or by HTTP (not every GRUB "
	  "can); or iPXE" },
	{ SL_PATH, SL_IN_SITE, "grub", NULL, NULL,
	  "GRUB for arm64 UEFI, instead of the one that the image has" },
	{ SL_PATH, SL_IN_SITE, "ipxe", NULL, NULL,
	  "iPXE for arm64 UEFI, instead of the one that this machine's distribution "
	  "has" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "drivers", NULL, NULL,
	  "network drivers that a kernel must have" },
	{ SL_STRING, SL_IN_IMAGE, "dtb", NULL, NULL,
	  "device tree (a path in the tree) for boards whose firmware brings none" },
	{ SL_PATH, SL_IN_SITE, "aavmf", "/usr/share/AAVMF/AAVMF_CODE.fd", NULL,
	  "UEFI firmware for test boots (package qemu-efi-aarch64)" },
	{ SL_STRING, SL_IN_SITE, "cpu", "cortex-a57", NULL,
	  "the test boot's processor, as QEMU calls it" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const names[] = { "aarch64", NULL };
static const char *const archs[] = { "aarch64", NULL };
static const char *const firmwares[] = { "uefi", "uefi-http", NULL };
static const char *const firmware_opts[] = { "uefi-http netboot=xnba", NULL };

static const struct sl_bootloader bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_MAC | SL_NEED_IP,
	.max_cmdline = AARCH64_CMDLINE,
	.names = names,
	.archs = archs,
	.firmwares = firmwares,
	.firmware_opts = firmware_opts,
	.setup = loader_setup,
	.prepare = kernel_prepare,
	.render = node_render,
	.emulate = machine_emulate,
	.serial = "ttyAMA",
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "aarch64",
	.version = "0.1.0",
	.summary = "aarch64 machines with UEFI, started by GRUB 2 or iPXE",
	.opts = options,
	.bootloader = &bootloader,
};
