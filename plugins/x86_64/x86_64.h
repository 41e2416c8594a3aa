/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/x86_64.h - what the files of this plugin share.
 */
#ifndef X86_64_X86_64_H
#define X86_64_X86_64_H

#include <stateless/plugin.h>

enum {
	X86_64_CMDLINE = 2047, /* COMMAND_LINE_SIZE of arch/x86 is 2048, with the NUL */
	IPXE_SCRIPT = 8192,    /* room for one script                                 */
	IPXE_TRIES = 6
};

/* MAC.ipxe, the script by which iPXE starts one node.  0 or -errno, said. */
int ipxe_render(struct sl_job *, const struct sl_boot *);

/* prepare(): refuses a kernel that no loader of this platform can start; adds the CPU
 * microcode of the tree as an early initrd. */
int kernel_prepare(struct sl_job *, void *self);

/* emulate(): a q35 machine that boots from its network card. */
int machine_emulate(struct sl_job *, void *self, const struct sl_machine *);

/* setup(): the loader binaries and who is sent which. */
int loader_setup(struct sl_job *, void *self);

/* prepare()'s part: what the site's loader takes from the tree. */
int loader_prepare(struct sl_job *);

/* render() of the platform: one node's files for each loader that it may be sent. */
int loader_render(struct sl_job *, void *self, const struct sl_boot *);

#endif
