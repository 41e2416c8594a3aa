/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_page.h - how large a kernel's pages are, by its configuration.
 */
#ifndef PACK_KERNEL_PAGE_H
#define PACK_KERNEL_PAGE_H

#include <stdint.h>

/* Bytes; 4096 where the text (lib/modules/VERSION/config) says of no other size that it was
 * chosen. */
uint64_t kernel_page(const char *config);

#endif
