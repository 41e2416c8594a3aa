/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/regex_test.c - expressions as administrators write them.
 */
#include "regex.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void say(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static void perls_short_forms_are_understood(void)
{
	static const struct {
		const char *expression;
		bool whole;
		const char *text;
		bool matches;
	} rows[] = {
		{ "n\\d+", true, "n12", true },
		{ "n\\d+", true, "n12x", false },
		{ "n\\d+", false, "an12x", true },
		{ "a|b", true, "ab", false }, /* anchors hold for both */
		{ "^\\D+$", false, "node", true },
		{ "\\D", false, "12", false },
		{ "n[\\d-]+", true, "n1-2", true },
		{ "\\An\\z", false, "n", true },
		{ "\\w\\s\\w", true, "a b", true },
		{ "a\\.b", true, "a.b", true },
		{ "a\\.b", true, "axb", false },
		{ "n{2}", true, "nn", true },
		{ "a\\+", true, "a+", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct log log;
		regex_t regex;

		log_init(&log, "test");
		CU_ASSERT_FATAL(regex_compile(&log, rows[i].expression, rows[i].whole,
					      &regex) == 0);
		CU_ASSERT_EQUAL(regexec(&regex, rows[i].text, 0, NULL, 0) == 0,
				rows[i].matches);
		regfree(&regex);
	}
}

static void what_cannot_be_read_or_is_too_much_is_said(void)
{
	static const char *const rows[][2] = {
		{ "(", "(" },
		{ "n\\1", "escape" },
		{ "n\\", "escape" },
		{ "[\\D]", "escape" },
		{ "a++", "follow" },
		{ "a+?", "follow" },
		{ "(a{200}){200}", "too large" },
		{ "a{99999}", "too large" },
		{ "a{1,99999}", "too large" },
		{ "((((((((((((((a)+)+)+)+)+)+)+)+)+)+)+)+)+)+", "too large" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct log log;
		regex_t regex;

		log_init(&log, "test");
		log.sink = say;
		log.arg = &said;
		UNIT_INT(regex_compile(&log, rows[i][0], false, &regex), -EINVAL);
		CU_ASSERT(strstr(str_text(&said), rows[i][1]) != NULL);
	}
}

const char unit_suite[] = "regular expressions";
const struct unit_case unit_cases[] = {
	{ "Perl's short forms are understood", perls_short_forms_are_understood },
	{ "what cannot be read or is too much is said",
	  what_cannot_be_read_or_is_too_much_is_said },
	{ NULL, NULL },
};
