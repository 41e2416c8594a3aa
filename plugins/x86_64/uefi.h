/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/uefi.h - GRUB 2 for UEFI machines, with Secure Boot by the distribution's
 * shim.
 *
 *   TFTP shimx64.efi          first file with Secure Boot; loads the next
 *        grubx64.efi          first file without; reads grub/grub.cfg
 *        grub.efi             a link to it: the name that SUSE's shim asks for
 *        grub.cfg             a link to grub/grub.cfg, for a GRUB that looks in its own folder,
 *                             as SUSE's and, by a patch of theirs, Red Hat's do
 *        EFI/VENDOR/grub.cfg  the same for one that looks where disks have it
 *
 * They lie at the top, for shim looks beside the file that the BOOTP header names, and
 * dnsmasq leaves that empty where the firmware takes the name as an option.
 *
 * Firmware checks shim by Microsoft's key, shim checks GRUB and the kernel by the
 * distribution's: all three must come from one distribution.  Nobody checks the initrd.
 */
#ifndef X86_64_UEFI_H
#define X86_64_UEFI_H

#include <stateless/plugin.h>

/* Files of a generation. */
#define UEFI_SHIM     "shimx64.efi"
#define UEFI_GRUB     "grubx64.efi"
#define UEFI_UNSIGNED "kernel.unsigned" /* the kernel has no signature */

#define UEFI_GRUB_HTTP "grubx64-http.efi" /* made of the image's modules */

/* How messages of what is missing end. */
#define UEFI_CURE_SHIM                                                                   \
	"install it (Debian: shim-signed, RHEL: shim-x64, SLES: shim) in the image and " \
	"pack it again, or set x86_64 { shim }; machines without Secure Boot need "      \
	"none: x86_64 { secureboot = \"no\" }"
#define UEFI_CURE_GRUB                                                                   \
	"install it (Debian: grub-efi-amd64-signed, RHEL: grub2-efi-x64, SLES: "         \
	"grub2-x86_64-efi) in the image and pack it again, or set x86_64 { grub }"
#define UEFI_CURE_HTTP                                                                   \
	"install GRUB's modules (Debian: grub-efi-amd64-bin, RHEL: "                     \
	"grub2-efi-x64-modules, SLES: grub2-x86_64-efi) in the image and pack it "       \
	"again, "                                                                        \
	"or set x86_64 { netboot = \"grub2\" }, which loads by TFTP"

/* What the site says. */
int uefi_is_http(struct sl_job *);
int uefi_is_secure(struct sl_job *);

/* prepare(): takes shim and GRUB of the tree into the generation, signed ones first, and
 * notes there when the kernel has no signature.  wanted: the site starts its machines so; a
 * tree without them is warned of then, and with Secure Boot an unsigned kernel is refused.
 * Where GRUB is to load by HTTP, without Secure Boot, one that can is made of the tree's
 * modules.  0 or -errno, said. */
int uefi_prepare(struct sl_job *, int wanted);

/* setup(): publishes the loaders of the options `shim` and `grub`, else of the image at
 * hand, and sends them to UEFI clients.  With Secure Boot it refuses nodes of two
 * distributions and a GRUB without signature; always one that is to load by HTTP and cannot.
 * 0 or -errno, said. */
int uefi_setup(struct sl_job *);

/* render(): the node's GRUB configuration.  With Secure Boot it refuses an image whose kernel
 * has no signature.  0 or -errno, said. */
int uefi_render(struct sl_job *, const struct sl_boot *);

#endif
