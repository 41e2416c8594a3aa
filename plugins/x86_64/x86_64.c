/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/x86_64.c - PCs and servers, started over the network by iPXE or GRUB 2.
 */
#include "x86_64.h"

static const struct sl_option options[] = {
	{ SL_STRING, SL_IN_SITE, "netboot", "xnba",
	  "xnba|pxe|grub2|grub2-tftp|grub2-http",
	  "what starts machines: iPXE; or a BIOS PXELINUX, which loads by TFTP; or UEFI "
	  "GRUB, which loads by TFTP or HTTP" },
	{ SL_BOOL, SL_IN_SITE, "secureboot", "yes", NULL,
	  "GRUB is started by shim, for machines with Secure Boot, and kernels must be "
	  "signed" },
	{ SL_PATH, SL_IN_SITE, "shim", NULL, NULL,
	  "shim for x86_64 UEFI, instead of the one that the image has" },
	{ SL_PATH, SL_IN_SITE, "grub", NULL, NULL,
	  "GRUB for x86_64 UEFI, instead of the one that the image has" },
	{ SL_PATH, SL_IN_SITE, "ipxe_dir", "/usr/lib/ipxe", NULL,
	  "folder of undionly.kpxe and efi_loader (package ipxe)" },
	{ SL_STRING, SL_IN_SITE, "efi_loader", "ipxe.efi",
	  "ipxe.efi|snponly.efi|ipxe-x86_64.efi|ipxe-snponly-x86_64.efi",
	  "iPXE with its own drivers, or with the firmware's (snponly)" },
	{ SL_PATH, SL_IN_SITE, "pxelinux_dir", NULL, NULL,
	  "folder of pxelinux.0 and its modules (packages pxelinux, syslinux-common), "
	  "instead of the image's own" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "microcode", "yes", NULL,
	  "load the CPU microcode of the image before its kernel starts" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "drivers", NULL, NULL,
	  "network drivers that a kernel must have" },
	{ SL_PATH, SL_IN_SITE, "ovmf_code", "/usr/share/OVMF/OVMF_CODE_4M.fd", NULL,
	  "UEFI firmware for test boots (package ovmf)" },
	{ SL_PATH, SL_IN_SITE, "ovmf_vars", "/usr/share/OVMF/OVMF_VARS_4M.fd", NULL,
	  "its variable store, which is copied for each test boot" },
	{ SL_PATH, SL_IN_SITE, "ovmf_secure_code", "/usr/share/OVMF/OVMF_CODE_4M.ms.fd",
	  NULL, "UEFI firmware with Secure Boot for test boots (package ovmf)" },
	{ SL_PATH, SL_IN_SITE, "ovmf_secure_vars", "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
	  NULL, "its variable store, with Microsoft's keys" },
	{ SL_PATH, SL_IN_SITE, "rom", NULL, NULL,
	  "option ROM of the test boot's network card, instead of QEMU's own" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const names[] = { "x86_64", NULL };
static const char *const archs[] = { "x86_64", NULL };
static const char *const firmwares[] = { "bios", "uefi", "uefi-http", "secureboot",
					 NULL };
static const char *const firmware_opts[] = { "secureboot netboot=grub2 secureboot=yes",
					     NULL };

static const struct sl_bootloader bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_MAC | SL_NEED_IP,
	.max_cmdline = X86_64_CMDLINE,
	.names = names,
	.archs = archs,
	.firmwares = firmwares,
	.firmware_opts = firmware_opts,
	.setup = loader_setup,
	.prepare = kernel_prepare,
	.render = loader_render,
	.emulate = machine_emulate,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "x86_64",
	.version = "0.1.0",
	.summary = "x86_64 machines with BIOS or UEFI, started by iPXE or GRUB 2",
	.opts = options,
	.bootloader = &bootloader,
};
