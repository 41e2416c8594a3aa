/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/overlay_size.c - how large a root may grow that is a tmpfs itself.
 */
#include "overlay_size.h"

#include <stdlib.h>
#include <string.h>

enum { SLACK = 1 << 20, PERCENT = 50 };

/* As tmpfs reads it: k, m, g, t, p and e are powers of 1024. */
static uint64_t size_of(const char *text, uint64_t memory)
{
	static const char units[] = "kmgtpe";
	char *end;
	uint64_t number = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end | 0x20) : NULL;

	if (end == text || *text == '-')
		return 0;
	if (*end == '%')
		return number > 100 ? memory : memory / 100 * number;
	if (unit) {
		unsigned shift = 10 * (unsigned)(unit - units + 1);

		return number > UINT64_MAX >> shift ? UINT64_MAX : number << shift;
	}
	return *end ? 0 : number;
}

uint64_t overlay_room(const char *overlay, uint64_t tree, uint64_t memory,
		      uint64_t system)
{
	uint64_t least = tree + SLACK, sum;
	uint64_t most = memory > system ? memory - system : 0;
	uint64_t more = *overlay ? size_of(overlay, memory) : memory / 100 * PERCENT;

	if (__builtin_add_overflow(least, more, &sum) || sum > most)
		sum = most;
	return sum < least ? least : sum;
}
