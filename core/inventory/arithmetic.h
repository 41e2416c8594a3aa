/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/arithmetic.h - "($1*2+3)" in the values of groups.
 */
#ifndef INVENTORY_ARITHMETIC_H
#define INVENTORY_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURES 20

/* What $1, $2 ... stand for; [0] is not used. */
struct captures {
	struct {
		const char *text; /* NULL: took no part in the match */
		size_t bytes;
	} v[CAPTURES];
	size_t n;  /* $1 ... $(n-1) are there                            */
	bool test; /* only the syntax matters: every capture counts as 1 */
};

/* Reads "$N" at *at, steps over it and returns N; -1 when it is none of these captures.
 */
int arithmetic_variable(const struct captures *, const char **at);

/* Computes the parenthesis that begins at *at: integers, + - * / %, signs, parentheses
 * and $N.  Steps over it.  0, or -EINVAL with the reason, borrowed, in *why. */
int arithmetic_evaluate(const struct captures *, const char **at, int64_t *value,
			const char **why);

#endif
