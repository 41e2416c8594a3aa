/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/regex.c - Perl's short forms in POSIX extended expressions.
 */
#include "regex.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST      512   /* bytes of an expression                             */
#define MOST_REPEATS 10000 /* product of all {N,M}: regcomp() copies the parts */

struct short_form {
	char letter;
	const char *outside, *inside; /* of [...]; NULL: not there */
};

static const struct short_form forms[] = {
	{ 'd', "[0-9]", "0-9" }, { 'D', "[^0-9]", NULL }, { 'z', "$", NULL },
	{ 'Z', "$", NULL },      { 'A', "^", NULL },      { 'w', "\\w", "A-Za-z0-9_" },
	{ 's', "\\s", " \t" },   { '-', "-", "-" },       { '/', "/", "/" },
};

/* Adds what the backslash and the letter after it mean; -EINVAL for what has no meaning
 * here. */
static int add_escape(struct str *out, char letter, bool inside)
{
	if (letter == '\0' || (letter >= '0' && letter <= '9'))
		return -EINVAL;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *text = inside ? forms[i].inside : forms[i].outside;

		if (forms[i].letter != letter)
			continue;
		if (text)
			str_add(out, text);
		return text ? 0 : -EINVAL;
	}
	/* POSIX has no escapes in [...]: a backslash there is itself. */
	str_addf(out, inside ? "%c" : "\\%c", letter);
	return 0;
}

static int translate(const char *text, struct str *out)
{
	bool inside = false;

	for (const char *c = text; *c; c++) {
		if (*c == '\\') {
			if (add_escape(out, *++c, inside) < 0)
				return -EINVAL;
			continue;
		}
		if (*c == ']')
			inside = false;
		else if (*c == '[')
			inside = true;
		str_addn(out, c, 1);
	}
	return 0;
}

static unsigned long upper_bound(const char *brace)
{
	unsigned long least = strtoul(brace + 1, NULL, 10), most = least;
	const char *comma = brace + 1 + strspn(brace + 1, "0123456789");

	if (*comma == ',')
		most = strtoul(comma + 1, NULL, 10);
	if (most < least)
		most = least;
	return most ? most : 1;
}

/* regcomp() writes repeated parts out: "(a{200}){200}" and "((a+)+)+..." would take
 * gigabytes.  A repeat of a repeat, "a+?" or "a++", means something else to Perl. */
static const char *find_trouble(const char *text)
{
	unsigned long product = 1;
	char before = '\0';

	for (const char *c = text; *c; c++) {
		if (*c == '\\' && c[1]) {
			before = *c++;
			continue;
		}
		if (strchr("*+?{", *c)) {
			if (before && strchr("*+?}", before))
				return "two repeats follow each other";
			if (*c == '{' && upper_bound(c) > MOST_REPEATS)
				return "it is too large";
			product *= *c == '{' ? upper_bound(c) : 1 + (before == ')');
		}
		if (product > MOST_REPEATS)
			return "it is too large";
		before = *c;
	}
	return NULL;
}

int regex_compile(struct log *log, const char *text, bool whole, regex_t *regex)
{
	struct str posix CLEANUP_STR = { 0 };
	const char *trouble = find_trouble(text);
	char why[128];
	int code;

	if (strlen(text) > LONGEST)
		trouble = "it is too large";
	if (whole)
		str_add(&posix, "^(");
	if (!trouble && translate(text, &posix) < 0)
		trouble = "it uses an escape that is not known here";
	if (whole)
		str_add(&posix, ")$");
	if (trouble)
		return log_fail(log, EINVAL, "regular expression %.80s: %s", text,
				trouble);
	code = regcomp(regex, str_text(&posix), REG_EXTENDED);
	if (code == 0)
		return 0;
	regerror(code, NULL, why, sizeof(why));
	return log_fail(log, EINVAL, "regular expression %s: %s", text, why);
}
