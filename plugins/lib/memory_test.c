/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/memory_test.c - an image's pages, and the tree that finds them.
 */
#include "memory.h"

#include "tests/unit/unit.h"

const char unit_suite[] = "memory of a root";

enum { NODE = 585, MOUNT = 256 << 10 };

static const struct {
	uint64_t bytes, pages, nodes;
} cases[] = {
	{ 0, 0, 0 },
	{ 1, 1, 0 },
	{ 4096, 1, 0 },
	{ 4097, 2, 1 },
	{ 64 * 4096, 64, 1 },
	{ 65 * 4096, 65, 2 + 1 },
	{ UINT64_C(64) << 20, 16384, 256 + 4 + 1 },
};

static void pages_and_nodes_are_counted(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		UNIT_INT(memory_of_image(cases[i].bytes),
			 cases[i].pages * 4096 + cases[i].nodes * NODE + MOUNT);
}

const struct unit_case unit_cases[] = {
	{ "pages and their nodes are counted", pages_and_nodes_are_counted },
	{ NULL, NULL },
};
