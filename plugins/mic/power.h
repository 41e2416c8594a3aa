/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/power.h - the power management of a card, as its kernel is told.
 */
#ifndef MIC_POWER_H
#define MIC_POWER_H

#include <stddef.h>

enum { POWER_ROOM = 64 };

/* "cpufreq_on;corec6_off;pc3_on;pc6_on", or as xCAT's table has it:
 * "cpufreq=on!corec6=off!pc3=on!pc6=on"; in any order, what is not named is as there.
 * Writes the first form, in that order.  0, or -EINVAL with the reason in `why`. */
int power_parse(const char *value, char out[POWER_ROOM], char *why, size_t room);

#endif
