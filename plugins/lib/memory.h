/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/memory.h - what a root costs a node, by the sizes of the kernel's own
 * structures.
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include <stdint.h>

#include <stateless/plugin.h>

/* A node that fetches an image holds one chunk while it checks it. */
#define MEMORY_CHUNK (UINT64_C(4) << 20)

/* The smallest that there are, and what most kernels have. */
enum { MEMORY_PAGE = 4096 };

/* Bytes of a page of the image's kernel. */
uint64_t memory_page(struct sl_job *);

/* Bytes that an image file of so many bytes takes in a tmpfs, mounted by a loop device. */
uint64_t memory_of_image(uint64_t bytes);

#endif
