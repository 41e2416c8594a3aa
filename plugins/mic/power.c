/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/power.c - the power management of a card.
 */
#include "power.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = { "cpufreq", "corec6", "pc3", "pc6" };

enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* The place of a word of n bytes in the table, or -1. */
static int find(const char *word, size_t n)
{
	for (int i = 0; i < NAMES; i++)
		if (strlen(names[i]) == n && memcmp(names[i], word, n) == 0)
			return i;
	return -1;
}

/* "NAME=on", "NAME_off": n bytes of it. */
static int parse_one(const char *word, size_t n, int on[NAMES], int seen[NAMES])
{
	size_t name = strcspn(word, "=_");
	int at = name < n ? find(word, name) : -1;
	const char *value = word + name + 1;
	size_t rest = name < n ? n - name - 1 : 0;

	if (at < 0 || seen[at]++)
		return -EINVAL;
	on[at] = rest == 2 && memcmp(value, "on", 2) == 0;
	return on[at] || (rest == 3 && memcmp(value, "off", 3) == 0) ? 0 : -EINVAL;
}

int power_parse(const char *value, char out[POWER_ROOM], char *why, size_t room)
{
	int on[NAMES] = { 1, 0, 1, 1 }, seen[NAMES] = { 0 };
	size_t n, used = 0;

	for (const char *at = value;; at += n + 1) {
		n = strcspn(at, ";!");
		if (parse_one(at, n, on, seen) < 0) {
			snprintf(why, room,
				 "powermgt has \"%.*s\"; it names each of cpufreq, "
				 "corec6, pc3 and pc6 at most once, as in "
				 "cpufreq=on!corec6=off",
				 n < 40 ? (int)n : 40, at);
			return -EINVAL;
		}
		if (!at[n])
			break;
	}
	for (int i = 0; i < NAMES; i++)
		used += (size_t)snprintf(out + used, POWER_ROOM - used, "%s%s_%s",
					 i ? ";" : "", names[i], on[i] ? "on" : "off");
	return 0;
}
