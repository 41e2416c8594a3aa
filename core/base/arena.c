/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/arena.c - many small pieces of memory that are freed together.
 */
#include "arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256 << 10 /* bytes */ };

struct arena_block {
	struct arena_block *before;
	size_t used, room;
	max_align_t data[];
};

static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
	size_t room = bytes > BLOCK ? bytes : BLOCK;
	struct arena_block *block = mem_alloc(sizeof(*block) + room);

	block->room = room;
	block->before = arena->last;
	arena->last = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *block = arena->last;
	void *data;

	bytes = (bytes + align - 1) & ~(align - 1);
	if (!block || block->room - block->used < bytes)
		block = add_block(arena, bytes);
	data = (char *)block->data + block->used;
	block->used += bytes;
	return data;
}

char *arena_ndup(struct arena *arena, const void *text, size_t bytes)
{
	char *copy = arena_alloc(arena, bytes + 1);

	if (bytes)
		memcpy(copy, text, bytes);
	return copy;
}

char *arena_dup(struct arena *arena, const char *text)
{
	return text ? arena_ndup(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap, again;
	char *text;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	text = arena_alloc(arena, (size_t)(n > 0 ? n : 0) + 1);
	vsnprintf(text, (size_t)(n > 0 ? n : 0) + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return text;
}

void arena_fini(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *block = arena->last;

		arena->last = block->before;
		free(block);
	}
}
