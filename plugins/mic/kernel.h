/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/kernel.h - is a file a kernel that a card's driver starts?
 *
 * Form: Documentation/arch/x86/boot.rst of Linux; the rules are those of verify_bzimage.c
 * of MPSS: a bzImage whose payload is packed by gzip, and is an ELF file of K1OM or x86-64.
 */
#ifndef MIC_KERNEL_H
#define MIC_KERNEL_H

#include <stddef.h>

enum { KERNEL_VERSION = 65 /* bytes of a version with its NUL */ };

/* NULL when it is one, and its version, as `uname -r` tells it; else why not. */
const char *kernel_check(const unsigned char *data, size_t n,
			 char version[KERNEL_VERSION]);

#endif
