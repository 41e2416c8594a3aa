/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/memory.h - nodes that are known to have too little memory for their image.
 */
#ifndef BOOT_MEMORY_H
#define BOOT_MEMORY_H

#include "plan.h"

/* A warning for each image with such nodes.  They are set all the same: the attribute
 * memory may be out of date, and the node itself looks before it boots. */
void memory_warn(const struct plan *);

#endif
