/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/memory.c - what a root costs a node, by the sizes of the kernel's own
 * structures.
 */
#include "memory.h"

enum {
	PAGE = 4096,
	/* radix_tree_node: 576 bytes for 64 pages or 64 nodes, 7 to a slab of 4096 */
	NODE = 585,
	NODE_SLOTS = 64,
	/* the loop device's worker, its disk and queues, the superblock and its inodes */
	MOUNT = 256 << 10
};

static uint64_t divided(uint64_t n, uint64_t by)
{
	return n / by + (n % by != 0);
}

uint64_t memory_of_image(uint64_t bytes)
{
	uint64_t pages = divided(bytes, PAGE), nodes = 0;

	for (uint64_t n = pages; n > 1; n = divided(n, NODE_SLOTS))
		nodes += divided(n, NODE_SLOTS);
	return pages * PAGE + nodes * NODE + MOUNT;
}
