/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/lines.h - texts of "key value" lines: the form of everything said on the wire.
 */
#ifndef WIRE_LINES_H
#define WIRE_LINES_H

#include <stddef.h>
#include <stdint.h>

/* A text being written into a fixed room; `full` once something did not fit. */
struct wire_out {
	char *text;
	size_t n, room;
	int full;
};

void wire_put(struct wire_out *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts "key value\n"; control characters of the value (a newline would forge a line)
 * become '?'.  A NULL or empty value puts nothing. */
void wire_put_value(struct wire_out *, const char *key, const char *value);

/* Cuts the next line out of *at (which is written to) and splits it at its first blank.
 * Returns 0 at the end. */
int wire_next(char **at, char **key, char **value);

/* Cuts the next blank-separated word out of *value; NULL at the end. */
char *wire_word(char **value);

/* 0 and the number, or -EINVAL for anything but decimal digits that fit. */
int wire_number(const char *text, uint64_t *out);

int wire_is_sha256(const char *hex); /* 64 lower-case hex digits */
int wire_is_control(char c);         /* below blank, or DEL */
int wire_is_text(const char *text);  /* no control character */
int wire_is_token(const char *text); /* not empty, neither blank nor control character */

/* A file below a folder, fit for a URL as it is: letters, digits and ._+~@:,=- in parts
 * that are separated by single slashes; no part is empty, "." or "..". */
int wire_is_file(const char *path);

/* A copy (the caller frees it) of n bytes that are whole lines, ended by a NUL.  0; -EINVAL
 * when the last line has no end or there is a NUL; -ENOMEM; `wrong` says which. */
int wire_copy_lines(const char *text, size_t n, char **copy, char *wrong, size_t room);

#endif
