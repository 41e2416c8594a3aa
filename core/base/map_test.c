/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/map_test.c - keys are found again, however many there are.
 */
#include "map.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "map";

static void many(void)
{
	static char keys[5000][16];
	struct map map CLEANUP_MAP = { 0 };
	int wrong = 0;

	for (int i = 0; i < 5000; i++) {
		snprintf(keys[i], sizeof(keys[i]), "node%d", i);
		wrong += map_put(&map, keys[i], keys[i]) != NULL;
	}
	for (int i = 0; i < 5000; i++) {
		char *key CLEANUP_FREE = mem_printf("node%d", i);

		wrong += map_get(&map, key) != keys[i];
	}
	UNIT_INT(wrong, 0);
	UNIT_INT(map.n, 5000);
	CU_ASSERT(map_get(&map, "node5000") == NULL);
}

static void replaced(void)
{
	struct map map CLEANUP_MAP = { 0 };
	char a[] = "a", b[] = "b";

	CU_ASSERT(map_get(&map, "x") == NULL);
	CU_ASSERT(map_put(&map, "x", a) == NULL);
	CU_ASSERT(map_put(&map, "x", b) == a);
	CU_ASSERT(map_get(&map, "x") == b);
	UNIT_INT(map.n, 1);
}

const struct unit_case unit_cases[] = {
	{ "five thousand keys are found, others are not", many },
	{ "a key put twice has its last value and returns its first", replaced },
	{ NULL, NULL }
};
