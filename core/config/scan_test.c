/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/scan_test.c
 */
#include "scan.h"

#include "tests/unit/unit.h"

#include <string.h>

static void keep_last(void *arg, int level, const char *line)
{
	struct str *last = arg;

	(void)level;
	last->n = 0;
	str_add(last, line);
}

static const struct {
	const char *text, *blanked;
} accepted[] = {
	{ "a = b", "a = b" },
	{ "a = b # ${x}\nc = d", "a = b       \nc = d" },
	{ "//${x}\nc = d", "      \nc = d" },
	{ "/* a\n * ${x} */ c = d", "    \n           c = d" },
	{ "a = http://x/y", "a = http://x/y" },
	{ "a = \"# // /* *\"", "a = \"# // /* *\"" },
	{ "a = '\\'#' b", "a = '\\'#' b" },
	{ "a += { \"x\", y }", "a += { \"x\", y }" },
	{ "a = $x", "a = $x" },
};

static const struct {
	const char *text, *why;
} refused[] = {
	{ "a = b\nc = \"x${HOME}\"", "f:2: \"${\" is refused: values are never taken "
				     "from the environment; write the value itself" },
	{ "a = '${x}'", "f:1: \"${\" is refused: values are never taken from the "
			"environment; write the value itself" },
	{ "a = \"\\${x}\"", "f:1: \"${\" is refused: values are never taken from the "
			    "environment; write the value itself" },
	{ "\n${x}", "f:2: \"${\" is refused: values are never taken from the "
		    "environment; write the value itself" },
	{ "a = \"b\n\n", "f:1: the text that begins with \" here has no end" },
	{ "a = 'b\\'", "f:1: the text that begins with ' here has no end" },
	{ "\n/* x\n", "f:2: this comment has no end: close it with */" },
	{ "a = rhel*", "f:1: '*' may stand in quotes only: write \"...\"" },
	{ "a = b+c", "f:1: '+' may stand in quotes only: write \"...\"" },
};

static void accepts(void)
{
	struct log log = { .level = LOG_LEVEL_ERROR };

	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		struct scan_lines tops = { 0 };
		struct str text = { 0 };

		str_add(&text, accepted[i].text);
		UNIT_INT(scan_text(&log, "f", &text, &tops), 0);
		UNIT_STR(str_text(&text), accepted[i].blanked);
		scan_lines_fini(&tops);
		str_fini(&text);
	}
}

static void refuses(void)
{
	struct str said = { 0 };
	struct log log = { .level = LOG_LEVEL_ERROR, .sink = keep_last, .arg = &said };

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct scan_lines tops = { 0 };
		struct str text = { 0 };

		str_add(&text, refused[i].text);
		CU_ASSERT(scan_text(&log, "f", &text, &tops) < 0);
		UNIT_STR(str_text(&said), refused[i].why);
		scan_lines_fini(&tops);
		str_fini(&text);
	}
	str_fini(&said);
}

static void refuses_nul(void)
{
	struct log log = { .level = -1 };
	struct scan_lines tops = { 0 };
	struct str text = { 0 };

	str_addn(&text, "a\0b", 3);
	CU_ASSERT(scan_text(&log, "f", &text, &tops) < 0);
	scan_lines_fini(&tops);
	str_fini(&text);
}

static void knows_where_blocks_begin(void)
{
	struct log log = { .level = -1 };
	struct scan_lines tops = { 0 };
	struct str text = { 0 };

	str_add(&text, "# x\nimage \"a\"\n{ b = { c } }\na = 1\n/* \n */ l = {\n x }\n"
		       "image\nz { } image y { }");
	UNIT_INT(scan_text(&log, "f", &text, &tops), 0);
	UNIT_INT(tops.n, 5);
	UNIT_INT(tops.v[0], 2);
	UNIT_INT(tops.v[1], 4);
	UNIT_INT(tops.v[2], 6);
	UNIT_INT(tops.v[3], 8);
	UNIT_INT(tops.v[4], 9);
	scan_lines_fini(&tops);
	str_fini(&text);
}

const char unit_suite[] = "scan";
const struct unit_case unit_cases[] = {
	{ "comments become blanks, texts and words stay", accepts },
	{ "what libconfuse would take silently is refused with its line", refuses },
	{ "a NUL byte is refused", refuses_nul },
	{ "each key and block at the top is noted with its line",
	  knows_where_blocks_begin },
	{ NULL, NULL }
};
