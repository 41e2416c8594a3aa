/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/args_test.c - lists of words.
 */
#include "args.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static void words_are_kept(void)
{
	ARGS args = { 0 };
	char *text;

	for (int i = 0; i < 40; i++)
		args_addf(&args, "w%d", i);
	args_split(&args, "  a b  ", " ");
	UNIT_INT(args.n, 42);
	UNIT_STR(args.v[39], "w39");
	UNIT_STR(args.v[41], "b");
	CU_ASSERT_PTR_NULL(args.v[42]);
	args.n = 2;
	text = args_text(&args, ", ", ".");
	UNIT_STR(text, "w0, w1.");
	free(text);
	args.n = 42;
	args.failed = 1;
	CU_ASSERT_PTR_NULL(args_text(&args, " ", ""));
}

static void nothing_is_an_empty_text(void)
{
	ARGS args = { 0 };
	char *text = args_text(&args, "\n", "\n");

	UNIT_STR(text, "");
	free(text);
}

const char unit_suite[] = "plugin args";
const struct unit_case unit_cases[] = {
	{ "words are kept in order, and ended by NULL", words_are_kept },
	{ "nothing is an empty text", nothing_is_an_empty_text },
	{ NULL, NULL }
};
