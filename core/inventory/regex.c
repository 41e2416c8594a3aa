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

/* "(a{200}){200}" would make regcomp() take gigabytes. */
static bool repeats_too_much(const char *text)
{
	unsigned long product = 1;

	for (const char *c = strchr(text, '{'); c; c = strchr(c + 1, '{')) {
		unsigned long least = strtoul(c + 1, NULL, 10), most = least;
		const char *comma = c + 1 + strspn(c + 1, "0123456789");

		if (*comma == ',')
			most = strtoul(comma + 1, NULL, 10);
		if (most < least)
			most = least;
		if (most > MOST_REPEATS || product * (most ? most : 1) > MOST_REPEATS)
			return true;
		product *= most ? most : 1;
	}
	return false;
}

int regex_compile(struct log *log, const char *text, bool whole, regex_t *regex)
{
	struct str posix CLEANUP_STR = { 0 };
	char why[128] = "it uses an escape that is not known";
	int code = 0;

	if (strlen(text) > LONGEST || repeats_too_much(text))
		return log_fail(log, EINVAL, "regular expression %.40s...: too large",
				text);
	if (whole)
		str_add(&posix, "^(");
	if (translate(text, &posix) < 0)
		code = REG_EESCAPE;
	if (whole)
		str_add(&posix, ")$");
	if (!code) {
		code = regcomp(regex, str_text(&posix), REG_EXTENDED);
		if (code)
			regerror(code, NULL, why, sizeof(why));
	}
	if (!code)
		return 0;
	return log_fail(log, EINVAL, "regular expression %s: %s", text, why);
}
