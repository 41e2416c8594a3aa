/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/similar.c - what somebody who mistyped a word may have meant.
 */
#include "similar.h"

#include <string.h>

#define LONGEST 63

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of Wagner and Fischer's table. */
size_t similar_distance(const char *a, const char *b)
{
	size_t rows[3][LONGEST + 1], n = strlen(a), m = strlen(b);

	if (n > LONGEST || m > LONGEST)
		return n > m ? n : m;
	for (size_t k = 0; k <= m; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= n; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3];

		row[0] = i;
		for (size_t k = 1; k <= m; k++) {
			row[k] = min(up[k], row[k - 1]) + 1;
			row[k] = min(row[k], up[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				row[k] = min(row[k], rows[(i + 1) % 3][k - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

char *similar_words(const char *word, const struct strv *known)
{
	size_t best = (strlen(word) + 2) / 3;
	struct strv near CLEANUP_STRV = { 0 };

	for (size_t i = 0; i < known->n; i++) {
		size_t distance = similar_distance(word, known->v[i]);

		if (distance > best || distance >= strlen(word))
			continue;
		if (distance < best)
			strv_fini(&near);
		best = distance;
		strv_add(&near, known->v[i]);
	}
	return strv_join(&near, ", ");
}
