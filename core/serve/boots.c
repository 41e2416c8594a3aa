/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/boots.c - the steps of boots that the server sees by what is fetched.
 */
#include "boots.h"
#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 32768, WAYS = 4, REPEAT_SECONDS = 120 };

struct boot {
	struct in6_addr address;
	int64_t latest;
	int64_t at[SERVED_PHASES]; /* 0: not seen */
};

struct boots {
	struct boot rows[ROWS][WAYS];
};

struct boots *boots_new(void)
{
	return mem_alloc(sizeof(struct boots));
}

void boots_free(struct boots *boots)
{
	free(boots);
}

/* FNV-1a; only addresses of the inventory come here, so nobody picks collisions. */
static size_t row_of(const struct in6_addr *address)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < sizeof(address->s6_addr); i++)
		hash = (hash ^ address->s6_addr[i]) * 16777619u;
	return (hash ^ hash >> 16) % ROWS;
}

static struct boot *find(struct boots *boots, const struct in6_addr *address)
{
	struct boot *row = boots->rows[row_of(address)], *oldest = row;

	for (size_t i = 0; i < WAYS; i++) {
		if (memcmp(&row[i].address, address, sizeof(*address)) == 0)
			return &row[i];
		if (row[i].latest < oldest->latest)
			oldest = &row[i];
	}
	*oldest = (struct boot){ .address = *address };
	return oldest;
}

static bool is_repeated(const struct boot *boot, enum served_phase phase, int64_t now)
{
	if (!boot->at[phase] || now - boot->at[phase] > REPEAT_SECONDS)
		return false;
	for (int later = (int)phase + 1; later < SERVED_PHASES; later++)
		if (boot->at[later])
			return false;
	return true;
}

bool boots_note(struct boots *boots, const struct in6_addr *address,
		enum served_phase phase, int64_t now)
{
	struct boot *boot = find(boots, address);

	if (is_repeated(boot, phase, now))
		return false;
	boot->latest = now;
	boot->at[phase] = now;
	for (int later = (int)phase + 1; later < SERVED_PHASES; later++)
		boot->at[later] = 0;
	return true;
}
