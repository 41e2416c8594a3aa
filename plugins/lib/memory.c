/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/memory.c - what a root costs a node, by the sizes of the kernel's own
 * structures.
 */
#include "memory.h"

enum {
	/* radix_tree_node: 576 bytes for 64 pages or 64 nodes, 7 to a slab of 4096 */
	NODE = 585,
	NODE_SLOTS = 64,
	/* the loop device's worker, its disk and queues, the superblock and its inodes */
	MOUNT = 256 << 10
};

uint64_t memory_page(struct sl_job *job)
{
	static const struct {
		const char *symbol;
		uint64_t page;
	} pages[] = {
		{ "CONFIG_PAGE_SIZE_64KB", 65536 }, /* all architectures, from 6.9 */
		{ "CONFIG_PAGE_SIZE_16KB", 16384 },  { "CONFIG_ARM64_64K_PAGES", 65536 },
		{ "CONFIG_ARM64_16K_PAGES", 16384 }, { "CONFIG_PPC_64K_PAGES", 65536 },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (job->host->kernel_has(job, pages[i].symbol))
			return pages[i].page;
	return MEMORY_PAGE;
}

static uint64_t divided(uint64_t n, uint64_t by)
{
	return n / by + (n % by != 0);
}

uint64_t memory_of_image(uint64_t bytes)
{
	uint64_t pages = divided(bytes, MEMORY_PAGE), nodes = 0;

	for (uint64_t n = pages; n > 1; n = divided(n, NODE_SLOTS))
		nodes += divided(n, NODE_SLOTS);
	return pages * MEMORY_PAGE + nodes * NODE + MOUNT;
}
