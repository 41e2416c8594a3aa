/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/power_test.c - power management in both spellings.
 */
#include "power.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "mic power";

static void spellings(void)
{
	static const struct {
		const char *value;
		int rc;
		const char *out;
	} rows[] = {
		{ "cpufreq_on;corec6_off;pc3_on;pc6_on", 0,
		  "cpufreq_on;corec6_off;pc3_on;pc6_on" },
		{ "cpufreq=on!corec6=off!pc3=on!pc6=off", 0,
		  "cpufreq_on;corec6_off;pc3_on;pc6_off" },
		{ "pc6=off!cpufreq=off", 0, "cpufreq_off;corec6_off;pc3_on;pc6_off" },
		{ "corec6_on", 0, "cpufreq_on;corec6_on;pc3_on;pc6_on" },
		{ "", -EINVAL, "\"\"" },
		{ "cpufreq", -EINVAL, "\"cpufreq\"" },
		{ "cpufreq=", -EINVAL, "\"cpufreq=\"" },
		{ "cpufreq=onn", -EINVAL, "\"cpufreq=onn\"" },
		{ "cpufreq=of", -EINVAL, "\"cpufreq=of\"" },
		{ "pc4=on", -EINVAL, "\"pc4=on\"" },
		{ "pc3=on!pc3=off", -EINVAL, "\"pc3=off\"" },
		{ "pc3=on!", -EINVAL, "\"\"" },
		{ "pc3=on pc6=on", -EINVAL, "\"pc3=on pc6=on\"" },
		{ "pc3\" init=/x", -EINVAL, "init" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[POWER_ROOM] = "", why[200] = "";

		UNIT_INT(power_parse(rows[i].value, out, why, sizeof(why)), rows[i].rc);
		if (rows[i].rc == 0)
			UNIT_STR(out, rows[i].out);
		else
			CU_ASSERT(strstr(why, rows[i].out) != NULL);
	}
}

const struct unit_case unit_cases[] = {
	{ "xCAT's spelling and the vendor's mean the same", spellings }, { NULL, NULL }
};
