/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/str.h - a text that grows.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "mem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* `s` is NUL-ended, or NULL while nothing was added.  Start with { 0 }. */
struct str {
	char *s;
	size_t n, room;
};

void str_add(struct str *, const char *text);
void str_addn(struct str *, const void *bytes, size_t n);
/* Text from outside, for a terminal or a log: what is not printable ASCII (escape
 * sequences, newlines) becomes \xNN. */
void str_add_printable(struct str *, const char *text);
void str_addf(struct str *, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *str_text(const struct str *); /* never NULL; borrowed */
char *str_take(struct str *);             /* never NULL; the caller frees it */
void str_fini(struct str *);
#define CLEANUP_STR __attribute__((cleanup(str_fini)))

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
bool str_is(const char *a, const char *b); /* equal; NULL equals only NULL */
char *str_trim(char *text); /* cuts blanks in place; returns the first other character */

#endif
