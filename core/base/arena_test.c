/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/arena_test.c - pieces of every size keep what was put into them.
 */
#include "arena.h"

#include "tests/unit/unit.h"

#include <stdint.h>
#include <string.h>

const char unit_suite[] = "arena";

static void keeps(void)
{
	struct arena arena = { 0 };
	char *text[2000];

	for (int i = 0; i < 2000; i++)
		text[i] = arena_printf(&arena, "piece %d %0*d", i, i, 0);
	for (int i = 0; i < 2000; i++) {
		char *want CLEANUP_FREE = mem_printf("piece %d %0*d", i, i, 0);

		UNIT_STR(text[i], want);
	}
	arena_fini(&arena);
	CU_ASSERT(arena.last == NULL);
}

static void large(void)
{
	struct arena arena = { 0 };
	char *small = arena_dup(&arena, "small");
	char *big = arena_alloc(&arena, 1 << 20);

	UNIT_INT(big[(1 << 20) - 1], 0);
	memset(big, 'x', 1 << 20);
	UNIT_STR(small, "small");
	UNIT_INT((uintptr_t)arena_alloc(&arena, 3) % sizeof(void *), 0);
	arena_fini(&arena);
}

static void texts(void)
{
	struct arena arena = { 0 };

	CU_ASSERT(arena_dup(&arena, NULL) == NULL);
	UNIT_STR(arena_ndup(&arena, "abcdef", 3), "abc");
	UNIT_STR(arena_ndup(&arena, NULL, 0), "");
	arena_fini(&arena);
}

const struct unit_case unit_cases[] = {
	{ "thousands of texts of all lengths stay as they were", keeps },
	{ "a piece larger than a block is one piece, zeroed and aligned", large },
	{ "texts are copied with their end", texts },
	{ NULL, NULL }
};
