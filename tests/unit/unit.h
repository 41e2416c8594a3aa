/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/unit.h - what a suite gives to the driver.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include "tests/unit/folder.h"

#include <CUnit/Basic.h>

struct unit_case {
	const char *sentence;
	void (*run)(void);
};

/* Each suite defines these two; the table ends with { NULL, NULL }. */
extern const char unit_suite[];
extern const struct unit_case unit_cases[];

#define UNIT_INT(actual, expected)                                                       \
	CU_ASSERT_EQUAL((long long)(actual), (long long)(expected))
#define UNIT_STR(actual, expected)                                                       \
	do {                                                                             \
		const char *unit_a = (actual), *unit_e = (expected);                     \
		if (!unit_a || strcmp(unit_a, unit_e) != 0)                              \
			fprintf(stderr, "\n  got  \"%s\"\n  want \"%s\"\n",              \
				unit_a ? unit_a : "(null)", unit_e);                     \
		CU_ASSERT(unit_a &&strcmp(unit_a, unit_e) == 0);                         \
	} while (0)

#endif
