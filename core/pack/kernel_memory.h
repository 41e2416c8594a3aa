/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_memory.h - what a kernel keeps for each possible CPU that others do
 * not, by its configuration and version.
 */
#ifndef PACK_KERNEL_MEMORY_H
#define PACK_KERNEL_MEMORY_H

#include <stdint.h>

/* Bytes for each possible CPU from the start of the kernel on, whether it is there or not.
 * has() says whether the kernel was configured with a symbol, version is as in
 * lib/modules/VERSION; one that cannot be read keeps nothing. */
uint64_t kernel_memory_per_cpu(int (*has)(void *arg, const char *symbol), void *arg,
			       const char *version);

#endif
