/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/natural.c - the order people expect of names.
 */
#include "natural.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Not isdigit(): names are bytes, whatever the locale. */
static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
	size_t n = 0;

	while (is_digit(text[n]))
		n++;
	return n;
}

/* Compares the numbers that begin at *a and *b, and steps over them. */
static int compare_numbers(const char **a, const char **b)
{
	size_t na, nb;
	int order;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	na = digits(*a);
	nb = digits(*b);
	if (na != nb)
		return na < nb ? -1 : 1;
	order = memcmp(*a, *b, na);
	*a += na;
	*b += nb;
	return order;
}

int natural_compare(const char *a, const char *b)
{
	const char *x = a, *y = b;

	while (*x && *y) {
		int order;

		if (is_digit(*x) && is_digit(*y))
			order = compare_numbers(&x, &y);
		else
			order = (unsigned char)*x++ - (unsigned char)*y++;
		if (order)
			return order;
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

static int compare_items(const void *a, const void *b)
{
	return natural_compare(*(char *const *)a, *(char *const *)b);
}

static bool is_sorted(const struct strv *list)
{
	for (size_t i = 1; i < list->n; i++)
		if (natural_compare(list->v[i - 1], list->v[i]) > 0)
			return false;
	return true;
}

/* Lists mostly come sorted already, and a look is cheaper than a sort. */
void natural_sort(struct strv *list)
{
	if (!is_sorted(list))
		qsort(list->v, list->n, sizeof(*list->v), compare_items);
	strv_uniq(list);
}
