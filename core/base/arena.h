/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/arena.h - many small pieces of memory that are freed together.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "mem.h"

struct arena_block;

/* Start with { 0 }. */
struct arena {
	struct arena_block *last;
};

/* What they return is zeroed, fit for any type, and the arena's. */
void *arena_alloc(struct arena *, size_t bytes);
char *arena_ndup(struct arena *, const void *text, size_t bytes); /* adds a NUL */
char *arena_dup(struct arena *, const char *text);                /* NULL gives NULL */
char *arena_printf(struct arena *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void arena_fini(struct arena *);

#endif
