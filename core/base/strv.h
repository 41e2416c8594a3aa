/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/strv.h - a list of texts, ended by NULL so that it is an argv too.
 */
#ifndef BASE_STRV_H
#define BASE_STRV_H

#include "mem.h"

#include <stdbool.h>
#include <stddef.h>

/* `v` is NULL while nothing was added.  Start with { 0 }.  Every text is a copy. */
struct strv {
	char **v;
	size_t n, room;
};

void strv_add(struct strv *, const char *text);
void strv_addf(struct strv *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strv_addn(struct strv *, const char *text, size_t bytes);
void strv_add_all(struct strv *, const struct strv *more);
void strv_split(struct strv *, const char *text,
		const char *separators); /* no empty parts */
bool strv_has(const struct strv *, const char *text);
void strv_remove(struct strv *, const char *text);           /* every occurrence */
void strv_sort(struct strv *);                               /* bytewise */
void strv_uniq(struct strv *);                               /* of a sorted list */
char *strv_join(const struct strv *, const char *separator); /* the caller frees it */
const char *const *strv_argv(const struct strv *);           /* never NULL; borrowed */
void strv_fini(struct strv *);

#define CLEANUP_STRV __attribute__((cleanup(strv_fini)))

#endif
