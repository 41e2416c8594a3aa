/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/must_fail.c - a suite that fails, to test the driver with.
 */
#include "tests/unit/unit.h"

static void fails(void)
{
	CU_ASSERT(0);
}

const char unit_suite[] = "must fail";
const struct unit_case unit_cases[] = { { "one and one is three", fails },
					{ NULL, NULL } };
