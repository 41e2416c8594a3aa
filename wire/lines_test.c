/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/lines_test.c
 */
#include "wire/lines.h"
#include "tests/unit/unit.h"
#include <stdlib.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void puts_values(void)
{
	char text[64];
	struct wire_out out = { .text = text, .room = sizeof(text) };

	wire_put_value(&out, "node", "n1");
	wire_put_value(&out, "empty", "");
	wire_put_value(&out, "null", NULL);
	wire_put_value(&out, "error", "a\nstate up\x7f\t");
	UNIT_STR(text, "node n1\nerror a?state up??\n");
	CU_ASSERT(!out.full);
}

static void stops_when_full(void)
{
	char text[8];
	struct wire_out out = { .text = text, .room = sizeof(text) };

	wire_put(&out, "%s", "1234567");
	CU_ASSERT(!out.full);
	wire_put(&out, "%s", "8");
	CU_ASSERT(out.full);
	UNIT_STR(text, "1234567");
	wire_put(&out, "%s", "");
	CU_ASSERT(out.full);
}

static void cuts_lines(void)
{
	char text[] = "key value more\nalone\n\nlast";
	char *at = text, *key, *value;

	CU_ASSERT(wire_next(&at, &key, &value));
	UNIT_STR(key, "key");
	UNIT_STR(value, "value more");
	CU_ASSERT(wire_next(&at, &key, &value));
	UNIT_STR(key, "alone");
	UNIT_STR(value, "");
	CU_ASSERT(wire_next(&at, &key, &value));
	UNIT_STR(key, "");
	CU_ASSERT(wire_next(&at, &key, &value));
	UNIT_STR(key, "last");
	UNIT_STR(value, "");
	CU_ASSERT(!wire_next(&at, &key, &value));
}

static void cuts_words(void)
{
	char text[] = "  one two   three ";
	char *at = text;

	UNIT_STR(wire_word(&at), "one");
	UNIT_STR(wire_word(&at), "two");
	UNIT_STR(wire_word(&at), "three");
	CU_ASSERT_PTR_NULL(wire_word(&at));
	CU_ASSERT_PTR_NULL(wire_word(&at));
}

static void reads_numbers(void)
{
	static const struct {
		const char *text;
		int rc;
		uint64_t number;
	} rows[] = {
		{ "0", 0, 0 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ "18446744073709551616", -EINVAL, 0 },
		{ "99999999999999999999999", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "+1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "0x10", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t number = 0;

		UNIT_INT(wire_number(rows[i].text, &number), rows[i].rc);
		UNIT_INT(number, rows[i].number);
	}
}

static void knows_files(void)
{
	static const struct {
		const char *path;
		int good;
	} rows[] = {
		{ "root.squashfs", 1 },
		{ "boot/grubx64.efi", 1 },
		{ "a/b/c", 1 },
		{ "..", 0 },
		{ "a/../b", 0 },
		{ "../a", 0 },
		{ "a/..", 0 },
		{ ".", 0 },
		{ "./a", 0 },
		{ "..a/b..", 1 },
		{ "/a", 0 },
		{ "a//b", 0 },
		{ "a/", 0 },
		{ "", 0 },
		{ "a b", 0 },
		{ "a\nb", 0 },
		{ "a?b", 0 },
		{ "a%2e", 0 },
		{ "a\\b", 0 },
		{ "\xc3\xa4", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(wire_is_file(rows[i].path), rows[i].good);
}

static void knows_digests(void)
{
	char hex[66];

	memset(hex, 'a', sizeof(hex));
	hex[64] = '\0';
	CU_ASSERT(wire_is_sha256(hex));
	hex[10] = 'A';
	CU_ASSERT(!wire_is_sha256(hex));
	hex[10] = 'a';
	hex[63] = '\0';
	CU_ASSERT(!wire_is_sha256(hex));
	hex[63] = hex[64] = 'a';
	hex[65] = '\0';
	CU_ASSERT(!wire_is_sha256(hex));
}

static void only_whole_lines_are_copied(void)
{
	static const struct {
		const char *text;
		size_t n;
		int rc;
	} rows[] = {
		{ "a\nb\n", 4, 0 }, { "\n", 1, 0 },           { "a\nb", 3, -EINVAL },
		{ "", 0, -EINVAL }, { "a\0b\n", 4, -EINVAL }, { "a\nb\n", 3, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char wrong[64] = "", *copy;

		UNIT_INT(wire_copy_lines(rows[i].text, rows[i].n, &copy, wrong,
					 sizeof(wrong)),
			 rows[i].rc);
		if (rows[i].rc == 0)
			UNIT_STR(copy, rows[i].text);
		else
			UNIT_STR(wrong, "it is cut off, or not a text");
		free(copy);
	}
}

const char unit_suite[] = "wire lines";
const struct unit_case unit_cases[] = {
	{ "a value cannot forge a line, and an empty one is left out", puts_values },
	{ "what does not fit is not begun, and is remembered", stops_when_full },
	{ "lines are cut at the newline and split at the first blank", cuts_lines },
	{ "words are cut at blanks", cuts_words },
	{ "only decimal digits that fit are a number", reads_numbers },
	{ "a file lies below its folder and needs no escapes in a URL", knows_files },
	{ "a digest is 64 lower-case hex digits", knows_digests },
	{ "only whole lines are copied", only_whole_lines_are_copied },
	{ NULL, NULL }
};
