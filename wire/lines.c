/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/lines.c - texts of "key value" lines: the form of everything said on the wire.
 */
#include "lines.h"

#include <stdlib.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void wire_put(struct wire_out *out, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (out->full)
		return;
	va_start(ap, fmt);
	n = vsnprintf(out->text + out->n, out->room - out->n, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= out->room - out->n) {
		if (out->n < out->room)
			out->text[out->n] = '\0';
		out->full = 1;
		return;
	}
	out->n += (size_t)n;
}

void wire_put_value(struct wire_out *out, const char *key, const char *value)
{
	size_t start;

	if (!value || !*value)
		return;
	wire_put(out, "%s ", key);
	start = out->n;
	wire_put(out, "%s", value);
	for (size_t i = start; i < out->n; i++)
		if (wire_is_control(out->text[i]))
			out->text[i] = '?';
	wire_put(out, "\n");
}

int wire_is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

int wire_is_text(const char *text)
{
	for (; *text; text++)
		if (wire_is_control(*text))
			return 0;
	return 1;
}

int wire_is_token(const char *text)
{
	return *text && !strchr(text, ' ') && wire_is_text(text);
}

int wire_is_file(const char *path)
{
	static const char others[] = "._+~@:,=-/";
	const char *part = path;

	for (const char *c = path;; c++) {
		size_t n = (size_t)(c - part);

		if (*c && *c != '/') {
			if ((*c < 'a' || *c > 'z') && (*c < 'A' || *c > 'Z') &&
			    (*c < '0' || *c > '9') && !strchr(others, *c))
				return 0;
			continue;
		}
		if (n == 0 || (n == 1 && part[0] == '.') ||
		    (n == 2 && part[0] == '.' && part[1] == '.'))
			return 0;
		if (!*c)
			return 1;
		part = c + 1;
	}
}

int wire_next(char **at, char **key, char **value)
{
	char *line = *at, *end, *blank;

	if (!*line)
		return 0;
	end = strchr(line, '\n');
	*at = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	blank = strchr(line, ' ');
	*key = line;
	*value = blank ? blank + 1 : line + strlen(line);
	if (blank)
		*blank = '\0';
	return 1;
}

char *wire_word(char **value)
{
	char *word = *value + strspn(*value, " ");
	size_t n = strcspn(word, " ");

	if (n == 0)
		return NULL;
	*value = word + n;
	if (word[n]) {
		word[n] = '\0';
		*value = word + n + 1;
	}
	return word;
}

int wire_number(const char *text, uint64_t *out)
{
	uint64_t number = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' ||
		    __builtin_mul_overflow(number, (uint64_t)10, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
			return -EINVAL;
	}
	*out = number;
	return 0;
}

int wire_is_sha256(const char *hex)
{
	return strspn(hex, "0123456789abcdef") == 64 && !hex[64];
}

int wire_copy_lines(const char *text, size_t n, char **copy, char *wrong, size_t room)
{
	*copy = NULL;
	if (n == 0 || text[n - 1] != '\n' || memchr(text, '\0', n)) {
		snprintf(wrong, room, "it is cut off, or not a text");
		return -EINVAL;
	}
	*copy = strndup(text, n);
	if (*copy)
		return 0;
	snprintf(wrong, room, "out of memory");
	return -ENOMEM;
}
