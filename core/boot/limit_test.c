/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/limit_test.c - how many nodes one step of a roll-out takes.
 */
#include "boot.h"

#include "tests/unit/unit.h"

#include <errno.h>

static const struct {
	const char *text;
	size_t nodes;
	int rc;
	size_t limit;
} rows[] = {
	{ "1", 10, 0, 1 },
	{ "20", 10, 0, 20 },
	{ "10%", 250, 0, 25 },
	{ "100%", 7, 0, 7 },
	{ "10%", 9, 0, 1 },
	{ "1%", 0, 0, 1 },
	{ "0", 10, -EINVAL, 0 },
	{ "0%", 10, -EINVAL, 0 },
	{ "101%", 10, -EINVAL, 0 },
	{ "", 10, -EINVAL, 0 },
	{ "%", 10, -EINVAL, 0 },
	{ "-1", 10, -EINVAL, 0 },
	{ " 1", 10, -EINVAL, 0 },
	{ "1x", 10, -EINVAL, 0 },
	{ "99999999999999999999999", 10, -EINVAL, 0 },
};

static void limits_are_numbers_or_parts_of_the_range(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t limit = 0;

		UNIT_INT(boot_limit(rows[i].text, rows[i].nodes, &limit), rows[i].rc);
		UNIT_INT(limit, rows[i].limit);
	}
}

const char unit_suite[] = "limits";
const struct unit_case unit_cases[] = {
	{ "limits are numbers or parts of the range, at least one",
	  limits_are_numbers_or_parts_of_the_range },
	{ NULL, NULL },
};
