/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/selection_test.c - objects by their attributes.
 */
#include "selection.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void five_operators_choose(void)
{
	static const struct {
		const char *text;
		bool matches;
	} rows[] = {
		{ "os==el9", true },       { "os=el9", true },   { "os==el", false },
		{ "os!=el9", false },      { "os!=el8", true },  { "os=~^el", true },
		{ "os=~/^el\\d$/", true }, { "os=~^l", false },  { "os!~el", false },
		{ "os!~sles", true },      { "arch==", true },   { "arch!=x", true },
		{ "arch!~x", true },       { "arch=~x", false }, { "os==", false },
		{ "os==a=b", false },
	};
	struct object node = { .type = OBJECT_NODE };

	object_set(&node, "os", "el9");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct selection selection;
		struct log log;

		log_init(&log, "test");
		CU_ASSERT(selection_is(rows[i].text));
		CU_ASSERT_FATAL(selection_parse(&log, rows[i].text, &selection) == 0);
		CU_ASSERT_EQUAL(selection_matches(&selection, &node), rows[i].matches);
		selection_fini(&selection);
	}
	object_fini(&node);
}

static void other_texts_are_refused(void)
{
	static const char *const rows[] = { "", "os", "==x", "os!x", "os~x", "os=~(" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct selection selection;
		struct log log;

		log_init(&log, "test");
		log.level = -1;
		UNIT_INT(selection_parse(&log, rows[i], &selection), -EINVAL);
		UNIT_INT(log.errors, 1);
	}
}

const char unit_suite[] = "selections";
const struct unit_case unit_cases[] = {
	{ "five operators choose", five_operators_choose },
	{ "other texts are refused", other_texts_are_refused },
	{ NULL, NULL },
};
