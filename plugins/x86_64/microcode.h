/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/microcode.h - CPU microcode of the tree, for the kernel's early loader.
 */
#ifndef X86_64_MICROCODE_H
#define X86_64_MICROCODE_H

#include <stateless/plugin.h>

/* Hands over "microcode.cpio" (SL_EARLY_INITRD) when the tree has microcode of AMD or
 * Intel; else nothing.  The archive depends on the files alone: same tree, same bytes. */
int microcode_add(struct sl_job *);

#endif
