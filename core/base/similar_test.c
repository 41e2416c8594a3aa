/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/similar_test.c - words that were mistyped.
 */
#include "similar.h"
#include "tests/unit/unit.h"

#include <string.h>

static void letters_are_counted(void)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = {
		{ "", "", 0 },
		{ "mac", "mac", 0 },
		{ "mac", "", 3 },
		{ "amc", "mac", 1 },
		{ "arhc", "arch", 1 },
		{ "group", "groups", 1 },
		{ "grpoup", "groups", 2 },
		{ "ip", "os", 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		UNIT_INT(similar_distance(rows[i].a, rows[i].b), rows[i].distance);
		UNIT_INT(similar_distance(rows[i].b, rows[i].a), rows[i].distance);
	}
}

static void only_near_words_are_named(void)
{
	static const char *const rows[][2] = {
		{ "arhc", "arch" }, { "grps", "groups" }, { "hos", "host, os" },
		{ "xyzzy", "" },    { "ix", "ip" },
	};
	struct strv known CLEANUP_STRV = { 0 };

	strv_split(&known, "arch,groups,host,os,ip,addkcmdline", ",");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *near CLEANUP_FREE = similar_words(rows[i][0], &known);

		UNIT_STR(near, rows[i][1]);
	}
}

const char unit_suite[] = "similar words";
const struct unit_case unit_cases[] = {
	{ "letters are counted", letters_are_counted },
	{ "only near words are named", only_near_words_are_named },
	{ NULL, NULL },
};
