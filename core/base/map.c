/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/map.c - open addressing with linear probing, at most half full.
 */
#include "map.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a: keys are names of our own inventory, nobody's to choose against us. */
static uint32_t hash_of(const char *key)
{
	uint32_t hash = 2166136261u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash;
}

static struct map_slot *slot_of(const struct map *map, const char *key, uint32_t hash)
{
	size_t at = hash & (map->room - 1);

	while (map->slots[at].key &&
	       (map->slots[at].hash != hash || strcmp(map->slots[at].key, key) != 0))
		at = (at + 1) & (map->room - 1);
	return &map->slots[at];
}

static void grow(struct map *map)
{
	struct map bigger = { .room = map->room ? map->room * 2 : 64, .n = map->n };

	bigger.slots = mem_alloc(bigger.room * sizeof(*bigger.slots));
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].key)
			*slot_of(&bigger, map->slots[i].key, map->slots[i].hash) =
				map->slots[i];
	free(map->slots);
	*map = bigger;
}

void *map_put(struct map *map, const char *key, void *value)
{
	uint32_t hash = hash_of(key);
	struct map_slot *slot;
	void *old;

	if (map->n * 2 >= map->room)
		grow(map);
	slot = slot_of(map, key, hash);
	if (!slot->key)
		map->n++;
	else
		key = slot->key;
	old = slot->value;
	*slot = (struct map_slot){ key, value, hash };
	return old;
}

void *map_get(const struct map *map, const char *key)
{
	return map->room ? slot_of(map, key, hash_of(key))->value : NULL;
}

void map_fini(struct map *map)
{
	free(map->slots);
	*map = (struct map){ 0 };
}
