/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/pxe.h - PXELINUX, the loader of Syslinux for a BIOS's network ROM.
 *
 *   TFTP pxelinux.0                     the loader, sent to BIOS clients
 *        ldlinux.c32 libcom32.c32 reboot.c32   its modules, of the same build
 *        pxelinux.cfg/01-MAC            one node's file, which is found first
 *        pxelinux.cfg/HEX               a link to it: the node's IPv4 address
 *        netboot/IMAGE/GENERATION/      links to what is fetched by TFTP
 *
 * Syntax: syslinux.cfg(5) and pxelinux(1) of Syslinux 6.
 */
#ifndef X86_64_PXE_H
#define X86_64_PXE_H

#include <stateless/plugin.h>

/* Syslinux cuts a command line that has with its NUL more bytes than the kernel's header
 * says, 2047 (com32/lib/syslinux/load_linux.c); its own words count. */
enum { PXE_CMDLINE = 2046 };

/* prepare(): takes the loader of the tree into the generation.  wanted: the site starts its
 * machines so; a tree without one is warned of then, unless the site has a folder of its own
 * (option pxelinux_dir).  0 or -errno, said. */
int pxe_prepare(struct sl_job *, int wanted);

/* setup(): publishes the loader of that folder, else of the image at hand, and sends it to
 * BIOS clients, those that run iPXE from their card included.  0 or -errno, said. */
int pxe_setup(struct sl_job *);

/* render(): the node's file, the link of its address, and links to what it loads.  Refuses a
 * node without an IPv4 address, a command line that is too long or that has words which
 * PXELINUX would take for its own.  0 or -errno, said. */
int pxe_render(struct sl_job *, const struct sl_boot *);

#endif
