/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/template_test.c - texts that are filled in for each node.
 */
#include "template.h"
#include "tests/unit/unit.h"

#include <string.h>

static const char *lookup(const void *arg, const char *name)
{
	(void)arg;
	if (strcmp(name, "name") == 0)
		return "n1";
	if (strcmp(name, "ip") == 0)
		return "10.0.0.1";
	if (strcmp(name, "mic.power") == 0)
		return "@name@";
	return NULL;
}

static void fills_in(void)
{
	static const struct {
		const char *text, *result;
		bool is_constant;
	} rows[] = {
		{ "", "", true },
		{ "plain\n", "plain\n", true },
		{ "@name@ has @ip@\n", "n1 has 10.0.0.1\n", false },
		{ "@name@@ip@", "n110.0.0.1", false },
		{ "a@@b", "a@b", true },
		{ "@@name@@", "@name@", true },
		{ "root@example.com, x@y.org", "root@example.com, x@y.org", true },
		{ "@", "@", true },
		{ "@@@name@", "@n1", false },
		{ "@name", "@name", true },
		{ "@1@", "@1@", true },
		{ "@mic.power@", "@name@", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct template template;
		struct str out CLEANUP_STR = { 0 };
		char *text = mem_dup(rows[i].text);

		template_parse(&arena, text, strlen(text), &template);
		mem_cleanup_free(&text);
		CU_ASSERT_PTR_NULL(template_render(&template, lookup, NULL, &out));
		UNIT_STR(str_text(&out), rows[i].result);
		UNIT_INT(template.is_constant, rows[i].is_constant);
		arena_fini(&arena);
	}
}

static void keeps_every_byte(void)
{
	static const char text[] = "\0\n\xff@name@\0";
	struct arena arena = { 0 };
	struct template template;
	struct str out CLEANUP_STR = { 0 };

	template_parse(&arena, text, sizeof(text) - 1, &template);
	CU_ASSERT_PTR_NULL(template_render(&template, lookup, NULL, &out));
	UNIT_INT(out.n, 6);
	UNIT_INT(memcmp(out.s, "\0\n\xffn1\0", 6), 0);
	arena_fini(&arena);
}

static void names_what_has_no_value(void)
{
	static const char text[] = "one\ntwo @name@\n\n@nosuch@\n";
	struct arena arena = { 0 };
	struct template template;
	struct str out CLEANUP_STR = { 0 };
	const struct template_part *part;

	template_parse(&arena, text, strlen(text), &template);
	part = template_render(&template, lookup, NULL, &out);
	CU_ASSERT_PTR_NOT_NULL_FATAL(part);
	UNIT_STR(part->text, "nosuch");
	UNIT_INT(part->line, 4);
	arena_fini(&arena);
}

const char unit_suite[] = "template";
const struct unit_case unit_cases[] = {
	{ "fills in names and attributes, once", fills_in },
	{ "keeps every byte", keeps_every_byte },
	{ "names what has no value, and its line", names_what_has_no_value },
	{ NULL, NULL },
};
