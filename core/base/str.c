/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/str.c - a text that grows.
 */
#include "str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void str_addn(struct str *str, const void *bytes, size_t n)
{
	if (str->n + n + 1 > str->room) {
		str->room = (str->n + n + 1) * 2;
		str->s = mem_grow(str->s, str->room, 1);
	}
	if (n)
		memcpy(str->s + str->n, bytes, n);
	str->n += n;
	str->s[str->n] = '\0';
}

void str_add(struct str *str, const char *text)
{
	str_addn(str, text, strlen(text));
}

void str_addf(struct str *str, const char *fmt, ...)
{
	char *text CLEANUP_FREE = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	str_add(str, text);
}

void str_add_printable(struct str *str, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c < 0x7f)
			str_addn(str, text, 1);
		else
			str_addf(str, "\\x%02x", c);
	}
}

const char *str_text(const struct str *str)
{
	return str->s ? str->s : "";
}

char *str_take(struct str *str)
{
	char *text = str->s ? str->s : mem_dup("");

	*str = (struct str){ 0 };
	return text;
}

void str_fini(struct str *str)
{
	free(str->s);
	*str = (struct str){ 0 };
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	return n >= m && memcmp(text + n - m, suffix, m) == 0;
}

bool str_is(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

char *str_trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text;
}
