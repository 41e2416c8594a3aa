/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/memory.c - what the tree takes in the tmpfs of a node.
 *
 * The constants are sizes of the kernel's own structures on 64-bit machines, as
 * /proc/slabinfo of Linux 5.14 to 6.12 shows them, with what their slabs leave unused.
 */
#include "ramdisk.h"

#include "plugins/lib/memory.h"

#include <string.h>
#include <sys/stat.h>

enum {
	/* shmem_inode_cache: struct shmem_inode_info, 704 to 776 bytes by version and
	 * configuration; what the security modules hang on it, 64 to 120 */
	INODE = 840,
	/* dentry: 192 bytes; longer names than DNAME_INLINE_LEN (32 with its NUL; 40
	 * before 6.0) lie in a block of their own */
	DENTRY = 192,
	NAME_INLINE = 31,
	EXTERNAL_NAME = 24, /* struct external_name, before the name */
	/* radix_tree_node: 576 bytes for 64 pages, 7 to a slab of 4096; the first page of
	 * a file needs none */
	NODE = 585,
	NODE_PAGES = 64,
	/* struct simple_xattr before the value; its name has a block of its own */
	ATTRIBUTE = 48,
	/* SHORT_SYMLINK_LEN of mm/shmem.c: longer targets get a page */
	SHORT_TARGET = 128
};

void ramdisk_memory_init(struct ramdisk_memory *memory, struct sl_job *job)
{
	*memory = (struct ramdisk_memory){ .page = memory_page(job) };
}

/* As kmalloc gives it: powers of two, with 96 and 192 between. */
static uint64_t block(uint64_t n)
{
	uint64_t size = 8;

	while (size < n)
		size *= 2;
	if (n <= 96 && size > 96)
		return 96;
	return n <= 192 && size > 192 ? 192 : size;
}

static uint64_t pages(const struct ramdisk_memory *memory, int64_t at, int64_t n)
{
	uint64_t first = (uint64_t)at / memory->page;
	uint64_t end = ((uint64_t)at + (uint64_t)n + memory->page - 1) / memory->page;

	return n > 0 ? end - first : 0;
}

static uint64_t content(const struct ramdisk_memory *memory,
			const struct pax_entry *entry)
{
	uint64_t sum = 0;

	if (entry->n_extents == 0)
		sum = pages(memory, 0, entry->size);
	for (size_t i = 0; i < entry->n_extents; i++)
		sum += pages(memory, entry->extents[i].at, entry->extents[i].n);
	return sum * memory->page +
	       (sum > 1 ? (sum + NODE_PAGES - 1) / NODE_PAGES * NODE : 0);
}

/* A hard link is a name and nothing more. */
void ramdisk_memory_add(struct ramdisk_memory *memory, const struct pax_entry *entry)
{
	const char *slash = strrchr(entry->path, '/');
	size_t name = strlen(slash ? slash + 1 : entry->path);

	memory->bytes += DENTRY;
	if (name > NAME_INLINE)
		memory->bytes += block(EXTERNAL_NAME + name + 1);
	if (entry->hard)
		return;
	memory->bytes += INODE;
	if (S_ISREG(entry->mode))
		memory->bytes += content(memory, entry);
	if (entry->target)
		memory->bytes += strlen(entry->target) < SHORT_TARGET
					 ? block(strlen(entry->target) + 1)
					 : memory->page;
	for (size_t i = 0; i < entry->n_attributes; i++)
		memory->bytes += block(ATTRIBUTE + entry->attributes[i].n) +
				 block(strlen(entry->attributes[i].name) + 1);
}

uint64_t ramdisk_window(const unsigned char *head, size_t n)
{
	static const unsigned char magic[] = { 0x28, 0xb5, 0x2f, 0xfd };
	enum { DESCRIPTOR = 4, WINDOW = 5, SINGLE_SEGMENT = 0x20 };
	uint64_t base;

	if (n <= WINDOW || memcmp(head, magic, sizeof(magic)) != 0 ||
	    (head[DESCRIPTOR] & SINGLE_SEGMENT))
		return 0;
	base = 1ULL << (10 + (head[WINDOW] >> 3));
	return base + base / 8 * (head[WINDOW] & 7);
}
