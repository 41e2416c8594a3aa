/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_memory.h - what a kernel keeps that others do not, by its configuration
 * and version.
 */
#ifndef PACK_KERNEL_MEMORY_H
#define PACK_KERNEL_MEMORY_H

#include <stdint.h>

/* Bytes; per_cpu for each possible CPU, whether it is there or not. */
struct kernel_memory {
	uint64_t fixed, per_cpu;
};

/* has() says whether the kernel was configured with a symbol, built in or as a module;
 * version is as in lib/modules/VERSION; one that cannot be read keeps nothing. */
struct kernel_memory kernel_memory(int (*has)(void *arg, const char *symbol), void *arg,
				   const char *version);

#endif
