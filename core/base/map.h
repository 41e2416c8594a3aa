/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/map.h - finds a value by its text, in constant time.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "mem.h"

#include <stdint.h>

struct map_slot {
	const char *key; /* NULL: free */
	void *value;
	uint32_t hash;
};

/* Keys and values are borrowed.  Start with { 0 }. */
struct map {
	struct map_slot *slots;
	size_t n, room;
};

/* Sets the key's value and returns the one it had, or NULL.  value: not NULL. */
void *map_put(struct map *, const char *key, void *value);
void *map_get(const struct map *, const char *key); /* NULL: no such key */
void map_fini(struct map *);
#define CLEANUP_MAP __attribute__((cleanup(map_fini)))

#endif
