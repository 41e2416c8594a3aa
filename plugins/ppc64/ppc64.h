/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/ppc64.h - what the files of this plugin share.
 */
#ifndef PPC64_PPC64_H
#define PPC64_PPC64_H

#include <stateless/plugin.h>

/* COMMAND_LINE_SIZE of arch/powerpc is 2048, with the NUL; Open Firmware and petitboot take
 * no less. */
enum { PPC64_CMDLINE = 2047 };

#define PPC64_GRUB                                                                       \
	"grub-ppc64.elf"      /* GRUB's core image in a generation, and below grub/ */
#define PPC64_YABOOT "yaboot" /* in a generation, and on the TFTP server */
#define PPC64_SLOF   "kernel.slof" /* a kernel that SLOF itself can load                 */

/* setup(): the loader and who is sent it. */
int loader_setup(struct sl_job *, void *self);

/* prepare(): refuses a kernel that is no ELF of the image's byte order, or without drivers of
 * the usual cards; makes what the site's loader needs besides. */
int kernel_prepare(struct sl_job *, void *self);

/* Makes GRUB's core image of the modules that the tree has.  No modules: says so at warning
 * level.  0 or -errno, said. */
int grubcore_add(struct sl_job *);

/* Makes a copy of a kernel whose program headers SLOF accepts, and hands it over as
 * PPC64_SLOF.  0 or -errno, said. */
int slof_add(struct sl_job *, const char *kernel);

/* The rewriting itself: `head` is the kernel's first `bytes`, changed in place.  Returns how
 * many bytes of the file are still needed, or 0 when it is no ELF of that kind. */
uint64_t slof_rewrite(unsigned char *head, size_t bytes);

/* render(): the boot files of one node. */
int node_render(struct sl_job *, void *self, const struct sl_boot *);

/* The files that SLOF's own loader reads.  0 or -errno, said. */
int slofboot_render(struct sl_job *, const struct sl_boot *);

/* prepare(): takes yaboot from the tree, unless the configuration names a file.  setup():
 * publishes it.  render(): a node's files.  All: 0 or -errno, said. */
int yaboot_add(struct sl_job *);
int yaboot_setup(struct sl_job *);
int yaboot_render(struct sl_job *, const struct sl_boot *);

/* emulate(): QEMU's pseries, which boots from its network card. */
int machine_emulate(struct sl_job *, void *self, const struct sl_machine *);

#endif
