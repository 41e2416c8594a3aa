/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/units_test.c - numbers as people read them.
 */
#include "units.h"

#include "tests/unit/unit.h"

#include <string.h>

static void bytes_take_the_unit_that_fits(void)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
		{ 0, "0 B" },
		{ 1023, "1023 B" },
		{ 1024, "1.0 KB" },
		{ 49283072, "47.0 MB" },
		{ (uint64_t)3 << 29, "1.5 GB" },
		{ UINT64_MAX, "16777216.0 TB" },
	};
	char text[UNITS_ROOM];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		units_bytes(cases[i].bytes, text);
		UNIT_STR(text, cases[i].text);
	}
}

static void a_time_is_local_to_the_minute(void)
{
	struct tm local = {
		.tm_year = 126, .tm_mon = 10, .tm_mday = 22, .tm_hour = 18, .tm_min = 30
	};
	char text[UNITS_ROOM];

	local.tm_isdst = -1;
	units_time(mktime(&local), text);
	UNIT_STR(text, "2026-11-22 18:30");
	units_time(INT64_MAX, text);
	UNIT_STR(text, "?");
}

const char unit_suite[] = "core/cli/units";
const struct unit_case unit_cases[] = {
	{ "bytes take the unit that fits", bytes_take_the_unit_that_fits },
	{ "a time is local, to the minute", a_time_is_local_to_the_minute },
	{ NULL, NULL },
};
