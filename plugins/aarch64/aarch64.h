/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/aarch64.h - what the files of this plugin share.
 */
#ifndef AARCH64_AARCH64_H
#define AARCH64_AARCH64_H

#include <stateless/plugin.h>

enum {
	AARCH64_CMDLINE = 2047 /* COMMAND_LINE_SIZE of arch/arm64 is 2048, with the NUL */
};

/* Client architectures: IANA's registry "Processor Architecture Types" (RFC 5970). */
enum { AARCH64_UEFI = 11, AARCH64_UEFI_HTTP = 19 };

#define AARCH64_GRUB  "grubaa64.efi" /* the loader in a generation, and below TFTP grub/ */
#define AARCH64_IPXE  "ipxe-arm64.efi" /* below TFTP, and HTTP /boot/aarch64/ */
#define AARCH64_IMAGE "Image"     /* an unpacked kernel in a generation               */
#define AARCH64_DTB   "board.dtb" /* a device tree in a generation                    */

/* setup(): the loader and who is sent it. */
int loader_setup(struct sl_job *, void *self);

/* setup(), where the site's loader is iPXE: publishes it, for firmware that boots by PXE or by
 * HTTP, and sends those that run it to the nodes' scripts.  0 or -errno, said. */
int ipxe_setup(struct sl_job *);

/* Is the site's loader iPXE? */
int loader_is_ipxe(struct sl_job *);

/* prepare(): refuses a kernel that UEFI or GRUB cannot start, or that lacks the drivers of
 * every usual card; unpacks one packed by gzip; takes the tree's GRUB. */
int kernel_prepare(struct sl_job *, void *self);

/* prepare(), its end: the tree's own GRUB, signed where there is one that is. */
int loader_prepare(struct sl_job *);

/* render(): the GRUB configuration of one node, or its iPXE script. */
int node_render(struct sl_job *, void *self, const struct sl_boot *);

/* emulate(): QEMU's virt, with UEFI, that boots from its network card. */
int machine_emulate(struct sl_job *, void *self, const struct sl_machine *);

#endif
