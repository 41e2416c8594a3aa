/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/str_test.c
 */
#include "str.h"
#include "strv.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static void grows(void)
{
	struct str text CLEANUP_STR = { 0 };

	UNIT_STR(str_text(&text), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&text, "%d,", i);
	UNIT_INT(text.n, 3890);
	CU_ASSERT(str_ends(str_text(&text), ",998,999,"));
}

static void nothing_unprintable_gets_through(void)
{
	struct str text CLEANUP_STR = { 0 };

	str_add_printable(&text, "a b~\x1b[31m\n\x7f\xc2\x9b");
	UNIT_STR(str_text(&text), "a b~\\x1b[31m\\x0a\\x7f\\xc2\\x9b");
}

static void taken_text_leaves_an_empty_one(void)
{
	struct str text = { 0 };
	char *taken CLEANUP_FREE = NULL;

	str_add(&text, "abc");
	taken = str_take(&text);
	UNIT_STR(taken, "abc");
	UNIT_INT(text.n, 0);
	CU_ASSERT_PTR_NULL(text.s);
}

static void trims(void)
{
	char blanks[] = " \t a b \n", none[] = "", only[] = "   ";

	UNIT_STR(str_trim(blanks), "a b");
	UNIT_STR(str_trim(none), "");
	UNIT_STR(str_trim(only), "");
}

static void compares(void)
{
	CU_ASSERT(str_starts("abc", "ab"));
	CU_ASSERT(!str_starts("a", "ab"));
	CU_ASSERT(str_ends("abc", "bc"));
	CU_ASSERT(!str_ends("c", "bc"));
	CU_ASSERT(str_is(NULL, NULL));
	CU_ASSERT(!str_is(NULL, ""));
	CU_ASSERT(str_is("x", "x"));
}

static void splits_and_joins(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	strv_split(&list, ",a,,b;c,", ",;");
	UNIT_INT(list.n, 3);
	joined = strv_join(&list, "-");
	UNIT_STR(joined, "a-b-c");
}

static void sorts_and_drops_doubles(void)
{
	struct strv list CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	strv_split(&list, "b a c a b", " ");
	strv_sort(&list);
	strv_uniq(&list);
	strv_remove(&list, "b");
	joined = strv_join(&list, " ");
	UNIT_STR(joined, "a c");
	CU_ASSERT(strv_has(&list, "c"));
	CU_ASSERT(!strv_has(&list, "b"));
	CU_ASSERT_PTR_NULL(strv_argv(&list)[2]);
}

static void an_empty_list_is_an_empty_argv(void)
{
	struct strv list = { 0 };

	CU_ASSERT_PTR_NULL(strv_argv(&list)[0]);
}

const char unit_suite[] = "str";
const struct unit_case unit_cases[] = {
	{ "a text grows", grows },
	{ "control characters are shown, not sent", nothing_unprintable_gets_through },
	{ "a taken text leaves an empty one", taken_text_leaves_an_empty_one },
	{ "blanks are cut at both ends", trims },
	{ "beginnings and ends are compared", compares },
	{ "a list is split and joined", splits_and_joins },
	{ "a list is sorted, doubles dropped", sorts_and_drops_doubles },
	{ "an empty list is an empty argv", an_empty_list_is_an_empty_argv },
	{ NULL, NULL },
};
