/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/overlay_size.h - how large a root may grow that is a tmpfs itself.
 */
#ifndef NODE_OVERLAY_SIZE_H
#define NODE_OVERLAY_SIZE_H

#include <stdint.h>

/* Bytes: the tree, and what sl.overlay= gives for writing ("64m", "25%" of all memory;
 * "" is 50 %, "none" and what cannot be read are nothing more); as far as the memory
 * reaches that the system leaves, but at least the tree. */
uint64_t overlay_room(const char *overlay, uint64_t tree, uint64_t memory,
		      uint64_t system);

#endif
