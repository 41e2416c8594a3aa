/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/natural_test.c - names in the order people expect.
 */
#include "natural.h"
#include "tests/unit/unit.h"

#include <string.h>

static void runs_of_digits_compare_as_numbers(void)
{
	static const char *const rising[] = {
		"",
		"10",
		"a",
		"n1",
		"n01",
		"n2",
		"n2-ib",
		"n10",
		"n10a",
		"n099999999999999999999",
		"n1000000000000000000000",
		"r1n10",
		"r2n1",
		"x",
	};
	const size_t n = sizeof(rising) / sizeof(rising[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			int order = natural_compare(rising[i], rising[k]);
			int want = i < k ? -1 : i > k;

			/* "n01" is told from "n1" by its bytes only. */
			if ((i == 3 && k == 4) || (i == 4 && k == 3))
				want = -want;
			CU_ASSERT((order > 0) - (order < 0) == want);
		}
}

static void a_list_is_sorted_without_repeats(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	strv_split(&list, "n10,n2,n1,n2,m7,n10", ",");
	natural_sort(&list);
	joined = strv_join(&list, ",");
	UNIT_STR(joined, "m7,n1,n2,n10");
}

const char unit_suite[] = "natural order";
const struct unit_case unit_cases[] = {
	{ "runs of digits compare as numbers", runs_of_digits_compare_as_numbers },
	{ "a list is sorted without repeats", a_list_is_sorted_without_repeats },
	{ NULL, NULL },
};
