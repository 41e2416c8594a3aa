/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/driver.c - runs one suite and ends with 1 when anything in it failed.
 */
#include "tests/unit/unit.h"

/* CU_basic_run_tests() returns an error of the framework, not the number of failures. */
int main(void)
{
	CU_pSuite suite;
	unsigned failures;
	size_t i;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	suite = CU_add_suite(unit_suite, NULL, NULL);
	for (i = 0; suite && unit_cases[i].sentence; i++)
		if (!CU_add_test(suite, unit_cases[i].sentence, unit_cases[i].run))
			return 1;
	if (!suite || i == 0)
		return 1;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	if (CU_basic_run_tests() != CUE_SUCCESS)
		return 1;
	failures = CU_get_number_of_failures();
	i = CU_get_number_of_tests_run();
	CU_cleanup_registry();
	return failures != 0 || i == 0;
}
