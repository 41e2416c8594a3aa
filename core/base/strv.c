/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/strv.c - a list of texts.
 */
#include "strv.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

static void add_owned(struct strv *list, char *text)
{
	if (list->n + 2 > list->room) {
		list->room = list->room ? list->room * 2 : 8;
		list->v = mem_grow(list->v, list->room, sizeof(*list->v));
	}
	list->v[list->n++] = text;
	list->v[list->n] = NULL;
}

void strv_add(struct strv *list, const char *text)
{
	add_owned(list, mem_dup(text));
}

void strv_addn(struct strv *list, const char *text, size_t bytes)
{
	add_owned(list, mem_ndup(text, bytes));
}

void strv_addf(struct strv *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_owned(list, mem_vprintf(fmt, ap));
	va_end(ap);
}

void strv_add_all(struct strv *list, const struct strv *more)
{
	for (size_t i = 0; i < more->n; i++)
		strv_add(list, more->v[i]);
}

void strv_split(struct strv *list, const char *text, const char *separators)
{
	while (*text) {
		size_t n = strcspn(text, separators);

		if (n)
			strv_addn(list, text, n);
		text += n;
		if (*text)
			text++;
	}
}

bool strv_has(const struct strv *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], text) == 0)
			return true;
	return false;
}

void strv_remove(struct strv *list, const char *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->v[i], text) == 0)
			free(list->v[i]);
		else
			list->v[kept++] = list->v[i];
	}
	list->n = kept;
	if (list->v)
		list->v[kept] = NULL;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *list)
{
	if (list->n)
		qsort(list->v, list->n, sizeof(*list->v), compare);
}

void strv_uniq(struct strv *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (kept && strcmp(list->v[i], list->v[kept - 1]) == 0)
			free(list->v[i]);
		else
			list->v[kept++] = list->v[i];
	}
	list->n = kept;
	if (list->v)
		list->v[kept] = NULL;
}

char *strv_join(const struct strv *list, const char *separator)
{
	struct str text = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		if (i)
			str_add(&text, separator);
		str_add(&text, list->v[i]);
	}
	return str_take(&text);
}

const char *const *strv_argv(const struct strv *list)
{
	static const char *const none[] = { NULL };

	return list->v ? (const char *const *)list->v : none;
}

void strv_fini(struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct strv){ 0 };
}
