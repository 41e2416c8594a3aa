/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/x86_64.h - what the files of this plugin share.
 */
#ifndef X86_64_X86_64_H
#define X86_64_X86_64_H

#include <stateless/plugin.h>

enum {
	X86_64_CMDLINE = 2047 /* COMMAND_LINE_SIZE of arch/x86 is 2048, with the NUL */
};

/* Client architectures: IANA's registry "Processor Architecture Types" (RFC 5970). */
enum { X86_64_BIOS = 0, X86_64_UEFI = 7, X86_64_UEFI_OLD = 9, X86_64_UEFI_HTTP = 16 };

/* prepare(): refuses a kernel that no loader of this platform can start; adds the CPU
 * microcode of the tree as an early initrd, and the tree's loaders. */
int kernel_prepare(struct sl_job *, void *self);

/* emulate(): a q35 machine that boots from its network card. */
int machine_emulate(struct sl_job *, void *self, const struct sl_machine *);

/* setup(): the loader binaries and who is sent which. */
int loader_setup(struct sl_job *, void *self);

/* prepare(), its end: what loaders take from the tree. */
int loader_prepare(struct sl_job *);

/* render(): one node's files for each loader that it may be sent. */
int loader_render(struct sl_job *, void *self, const struct sl_boot *);

#endif
