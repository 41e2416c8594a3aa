/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/pattern_test.c - values computed from names, as xCAT computes them.
 */
#include "pattern.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct row {
	const char *name, *value;
	const char *want; /* NULL: an error */
};

static const struct row rows[] = {
	/* produced by xCAT */
	{ "com02", "/\\z/-bmc/", "com02-bmc" },
	{ "node254", "|node(\\d+)|10.0.0.($1+0)|", "10.0.0.254" },
	{ "node12", "|10.0.0.($1)|", "10.0.0.12" },
	{ "r2n07", "|10.($1+0).0.($2+100)|", "10.2.0.107" },
	{ "r2n07", "|r(\\d+)n(\\d+)|(($1-1)*4+$2)|", "11" },
	{ "c01f02x03v04", "|\\D+(\\d+)\\D+(\\d+)\\D+(\\d+)\\D+(\\d+)|c($1)f($2)x($3)|",
	  "c01f02x03" },
	{ "c01f02x03v04", "|\\D+(\\d+)\\D+(\\d+)\\D+(\\d+)\\D+(\\d+)|vm($4+0)|", "vm4" },
	{ "n5", "|n(\\d+)|rack($1/2)|", "rack2" },
	{ "n5", "|x(\\d+)|y($1)|", "n5" },
	{ "n5", "/n/m/", "m5" },
	{ "n5", "||", "" },
	/* ours */
	{ "n5n6", "/n/m/", "m5n6" },
	{ "n5", "/n(\\d+)/rack$1-x/", "rack5-x" },
	{ "n5", "/n/(1+1)/", "(1+1)5" },
	{ "n5", "/n/\\/dev\\//", "/dev/5" },
	{ "a1", "|(a|b)(\\d)|$1-($2+1)|", "a-2" },
	{ "n5", "|n(\\d+)|( - $1 % 3 * 2 )|", "-4" },
	{ "n5", "|n(\\d+)|(7-2-1)|", "4" },
	{ "n5", "|n(\\d+)|(2+3*4)|", "14" },
	{ "n5", "|n(\\d+)(x)?|($1)($2)|", "5" },
	{ "n5", "|n(\\d+)(x)?|($2+1)|", NULL },
	{ "n0", "|(8/$1)|", NULL },
	{ "n0", "|(8%$1)|", NULL },
	{ "n5", "|10.0.($2).($1)|", NULL },
	{ "login", "|10.0.0.($1)|", NULL },
	{ "n999999999999999999", "|($1*100)|", NULL },
	{ "n9999999999999999999", "|($1+0)|", NULL },
	/* wrong for every name */
	{ NULL, "|n(\\d+)|($2)|", NULL },
	{ NULL, "|n(|1|", NULL },
	{ NULL, "|n(\\d+)|($1+|", NULL },
	{ NULL, "|n(\\d+)|($1|", NULL },
	{ NULL, "|n(\\d+)|($1+x)|", NULL },
	{ NULL, "|n|()|", NULL },
	{ NULL, "|($0)|", NULL },
	{ NULL, "|((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))|",
	  NULL },
};

static void check(const struct row *row)
{
	struct pattern *pattern;
	char *value = NULL, *why = NULL;
	int rc;

	CU_ASSERT(pattern_is(row->value));
	rc = pattern_new(row->value, &pattern, &why);
	CU_ASSERT_EQUAL(rc, row->name ? 0 : -EINVAL);
	if (rc == 0) {
		rc = pattern_apply(pattern, row->name, &value, &why);
		CU_ASSERT_EQUAL(rc == 0, row->want != NULL);
		if (row->want)
			UNIT_STR(value, row->want);
	}
	CU_ASSERT_EQUAL(why != NULL, rc < 0);
	free(value);
	free(why);
	pattern_free(pattern);
}

static void names_give_the_values_of_xcat(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i]);
}

static void plain_values_are_no_patterns(void)
{
	static const char *const plain[] = { "",       "x",   "/",    "//",    "/a/b",
					     "/a/b/c", "|",   "|a",   "a|b|c", "/a/b/c/",
					     "/a//b/", "1/2", "|a\\|" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		CU_ASSERT_FALSE(pattern_is(plain[i]));
}

const char unit_suite[] = "values computed from names";
const struct unit_case unit_cases[] = {
	{ "names give the values of xCAT", names_give_the_values_of_xcat },
	{ "plain values are no patterns", plain_values_are_no_patterns },
	{ NULL, NULL },
};
