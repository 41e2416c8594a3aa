/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/arithmetic.c - integer arithmetic, by recursive descent.
 */
#include "arithmetic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST     32
#define MOST_DIGITS 18

struct sum {
	const struct captures *captures;
	const char *at;
	const char *why; /* NULL: all is well so far */
	unsigned depth;
};

static int64_t read_expression(struct sum *);

static int64_t fail(struct sum *sum, const char *why)
{
	if (!sum->why)
		sum->why = why;
	return 0;
}

static char peek(struct sum *sum)
{
	sum->at += strspn(sum->at, " \t");
	return *sum->at;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 07 is seven: leading zeros are common in names of nodes. */
static int64_t read_number(struct sum *sum, const char *text, size_t bytes)
{
	int64_t value = 0;

	if (bytes == 0 || bytes > MOST_DIGITS)
		return fail(sum, "a number is missing or has too many digits");
	for (size_t i = 0; i < bytes; i++) {
		if (!is_digit(text[i]))
			return fail(sum, "what it found in the name is not a number");
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

int arithmetic_variable(const struct captures *captures, const char **at)
{
	const char *c = *at + 1;
	size_t n = 0;

	if (**at != '$' || !is_digit(*c))
		return -1;
	for (; is_digit(*c) && n < CAPTURES; c++)
		n = n * 10 + (size_t)(*c - '0');
	if (n == 0 || n >= captures->n)
		return -1;
	*at = c;
	return (int)n;
}

static int64_t read_variable(struct sum *sum)
{
	int n = arithmetic_variable(sum->captures, &sum->at);

	if (n < 0)
		return fail(sum, "the name has no such part for one of $1, $2 ...");
	if (sum->captures->test)
		return 1;
	return read_number(sum, sum->captures->v[n].text, sum->captures->v[n].bytes);
}

static int64_t read_parenthesis(struct sum *sum)
{
	int64_t value;

	if (++sum->depth > DEEPEST)
		return fail(sum, "too many parentheses");
	sum->at++;
	value = read_expression(sum);
	if (peek(sum) != ')')
		return fail(sum, "a ) or one of + - * / % is missing");
	sum->at++;
	sum->depth--;
	return value;
}

static int64_t read_factor(struct sum *sum)
{
	bool negative = false;
	int64_t value;
	size_t n;

	while (peek(sum) == '-' || *sum->at == '+')
		negative ^= *sum->at++ == '-';
	if (*sum->at == '(') {
		value = read_parenthesis(sum);
	} else if (*sum->at == '$') {
		value = read_variable(sum);
	} else {
		n = strspn(sum->at, "0123456789");
		value = read_number(sum, sum->at, n);
		sum->at += n;
	}
	return negative ? -value : value;
}

/* INT64_MIN cannot come up: numbers have 18 digits, and every result is checked. */
static int64_t divide(struct sum *sum, int64_t a, int64_t b, char sign)
{
	if (b == 0 && sum->captures->test)
		return 1;
	if (b == 0)
		return fail(sum, "it divides by zero");
	return sign == '/' ? a / b : a % b;
}

static int64_t combine(struct sum *sum, int64_t a, int64_t b, char sign)
{
	int64_t value = 0;
	bool over = false;

	if (sign == '+')
		over = __builtin_add_overflow(a, b, &value);
	else if (sign == '-')
		over = __builtin_sub_overflow(a, b, &value);
	else if (sign == '*')
		over = __builtin_mul_overflow(a, b, &value);
	else
		value = divide(sum, a, b, sign);
	if (over || value == INT64_MIN)
		return fail(sum, "a result is too large");
	return value;
}

static int64_t read_term(struct sum *sum)
{
	int64_t value = read_factor(sum);

	while (!sum->why && peek(sum) && strchr("*/%", *sum->at)) {
		char sign = *sum->at++;

		value = combine(sum, value, read_factor(sum), sign);
	}
	return value;
}

static int64_t read_expression(struct sum *sum)
{
	int64_t value = read_term(sum);

	while (!sum->why && peek(sum) && strchr("+-", *sum->at)) {
		char sign = *sum->at++;

		value = combine(sum, value, read_term(sum), sign);
	}
	return value;
}

int arithmetic_evaluate(const struct captures *captures, const char **at, int64_t *value,
			const char **why)
{
	struct sum sum = { .captures = captures, .at = *at };

	*value = read_parenthesis(&sum);
	*at = sum.at;
	*why = sum.why;
	return sum.why ? -EINVAL : 0;
}
