/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/overlay_size_test.c - how large a root in tmpfs may grow.
 */
#include "node/overlay_size.h"
#include "tests/unit/unit.h"

const char unit_suite[] = "overlay size";

enum { MIB = 1 << 20, SYSTEM = 48 * MIB };

static const struct {
	const char *overlay;
	uint64_t tree, memory, room; /* MiB */
} rows[] = {
	{ "", 200, 1000, 701 },      { "50%", 200, 1000, 701 },
	{ "10%", 200, 1000, 301 },   { "64m", 200, 1000, 265 },
	{ "1G", 200, 4000, 1225 },   { "1048576", 200, 1000, 202 },
	{ "2048K", 200, 1000, 203 }, { "none", 200, 1000, 201 },
	{ "x", 200, 1000, 201 },     { "-5", 200, 1000, 201 },
	{ "90%", 200, 1000, 952 },   { "999%", 200, 1000, 952 },
	{ "16e", 200, 1000, 952 },   { "1g", 900, 900, 901 },
	{ "", 0, 1000, 501 },        { "1gb", 200, 4000, 1225 },
};

static void room_is_tree_and_writes(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t room = overlay_room(rows[i].overlay, rows[i].tree * MIB,
					     rows[i].memory * MIB, SYSTEM);

		/* percent are of whole hundredths */
		UNIT_INT((long long)((room + MIB / 2) / MIB), (long long)rows[i].room);
	}
}

const struct unit_case unit_cases[] = {
	{ "room is the tree and what may be written", room_is_tree_and_writes },
	{ NULL, NULL },
};
