/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grub.h - GRUB 2 configuration files, one per node by its MAC.
 *
 *   TFTP grub/grub.cfg             the same for all: goes on to the file of the node's card
 *        grub/grub.cfg-01-MAC      one node's; a GRUB that looks for it by itself finds it
 *        netboot/IMAGE/GENERATION/ links to what is fetched by TFTP
 *
 * Syntax: "Shell-like scripting" of GRUB's manual.  grub-script-check(1) parses it.
 */
#ifndef LIB_GRUB_H
#define LIB_GRUB_H

#include <stateless/plugin.h>

struct grub_how {
	const char
		*protocol;  /* "tftp" or "http": how kernel and initrd are fetched     */
	size_t cmdline;     /* most bytes of the command line, with the loader's words */
	const char *kernel; /* urlpath of the file to start; NULL: boot->kernel        */
	const char
		*devicetree; /* urlpath; NULL: the firmware's own                     */
};

/* Publishes grub/grub.cfg, or the same elsewhere below the TFTP root, for a GRUB that looks
 * there.  0 or -errno, said. */
int grub_setup(struct sl_job *);
int grub_setup_at(struct sl_job *, const char *path);

/* Publishes a node's file, and links where it fetches by TFTP.  Refuses a node without a
 * server, and a command line that is over the limit.  0 or -errno, said. */
int grub_render(struct sl_job *, const struct sl_boot *, const struct grub_how *);

#endif
