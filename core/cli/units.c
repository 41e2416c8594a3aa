/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/units.c - numbers as people read them.
 */
#include "units.h"

#include <stdio.h>

void units_bytes(uint64_t bytes, char text[UNITS_ROOM])
{
	static const char *const names[] = { "B", "KB", "MB", "GB", "TB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 1024 && unit < 4) {
		value /= 1024;
		unit++;
	}
	snprintf(text, UNITS_ROOM, unit ? "%.1f %s" : "%.0f %s", value, names[unit]);
}

void units_time(int64_t seconds, char text[UNITS_ROOM])
{
	time_t when = (time_t)seconds;
	struct tm local;

	if (!localtime_r(&when, &local) ||
	    strftime(text, UNITS_ROOM, "%Y-%m-%d %H:%M", &local) == 0)
		snprintf(text, UNITS_ROOM, "?");
}
