/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/pattern.c - values that are computed from a node's name.
 */
#include "pattern.h"
#include "arithmetic.h"
#include "core/base/str.h"
#include "regex.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
	bool computes; /* (...) is arithmetic      */
	bool matches;  /* regex is there           */
	regex_t regex;
	char *text; /* what replaces the match  */
};

/* Where the delimiters stand that no backslash hides. */
struct cuts {
	size_t n, first, last, before_last;
};

static struct cuts find_cuts(const char *value)
{
	struct cuts cuts = { 0 };

	for (size_t i = 0; value[i]; i++) {
		if (value[i] == '\\' && value[i + 1]) {
			i++;
			continue;
		}
		if (value[i] != value[0])
			continue;
		cuts.before_last = cuts.last;
		cuts.last = i;
		cuts.n++;
	}
	return cuts;
}

bool pattern_is(const char *value)
{
	struct cuts cuts;

	if (value[0] != '/' && value[0] != '|')
		return false;
	cuts = find_cuts(value);
	if (value[cuts.last + 1] != '\0')
		return false;
	return value[0] == '/' ? cuts.n == 3 : cuts.n >= 2;
}

static void collect(void *arg, int level, const char *line)
{
	(void)level;
	free(*(char **)arg);
	*(char **)arg = mem_dup(line);
}

/* The expression may hold the delimiter: the last one before the text is the border. */
static int compile(struct pattern *pattern, const char *expression, char **why)
{
	struct log log;
	int rc;

	log_init(&log, "");
	log.sink = collect;
	log.arg = why;
	rc = regex_compile(&log, expression, false, &pattern->regex);
	pattern->matches = rc == 0;
	return rc;
}

static int add_sum(const struct captures *captures, const char **at, struct str *out,
		   const char **why)
{
	const char *plain = *at + 1;
	int n = arithmetic_variable(captures, &plain), rc;
	int64_t value;

	if (n > 0 && *plain == ')') {
		if (captures->v[n].text)
			str_addn(out, captures->v[n].text, captures->v[n].bytes);
		*at = plain + 1;
		return 0;
	}
	rc = arithmetic_evaluate(captures, at, &value, why);
	if (rc == 0)
		str_addf(out, "%" PRId64, value);
	return rc;
}

static int add_text(const struct pattern *pattern, const struct captures *captures,
		    struct str *out, const char **why)
{
	const char *at = pattern->text;
	int rc = 0;

	while (*at && rc == 0) {
		int n = arithmetic_variable(captures, &at);

		if (n > 0) {
			if (captures->v[n].text)
				str_addn(out, captures->v[n].text, captures->v[n].bytes);
			continue;
		}
		if (*at == '$' && at[1] >= '0' && at[1] <= '9') {
			*why = "the name has no such part for one of $1, $2 ...";
			return -EINVAL;
		}
		if (pattern->computes && *at == '(') {
			rc = add_sum(captures, &at, out, why);
			continue;
		}
		if (*at == '\\' && at[1])
			at++;
		str_addn(out, at++, 1);
	}
	return rc;
}

/* Whatever can be wrong with every name is found when the value is written. */
static int check(const struct pattern *pattern, char **why)
{
	struct captures captures = { .n = CAPTURES, .test = true };
	struct str unused CLEANUP_STR = { 0 };
	const char *reason = NULL;

	if (pattern->matches)
		captures.n = pattern->regex.re_nsub + 1;
	if (captures.n > CAPTURES) {
		*why = mem_printf("the expression has more than %d groups", CAPTURES - 1);
		return -EINVAL;
	}
	if (add_text(pattern, &captures, &unused, &reason) == 0)
		return 0;
	*why = mem_dup(reason);
	return -EINVAL;
}

int pattern_new(const char *value, struct pattern **out, char **why)
{
	struct cuts cuts = find_cuts(value);
	struct pattern *pattern = mem_alloc(sizeof(*pattern));
	size_t text = cuts.n > 2 ? cuts.before_last + 1 : 1;
	int rc = 0;

	*why = NULL;
	pattern->computes = value[0] == '|';
	pattern->text = mem_ndup(value + text, cuts.last - text);
	if (cuts.n > 2) {
		char *expression CLEANUP_FREE = mem_ndup(value + 1, text - 2);

		rc = compile(pattern, expression, why);
	}
	if (rc == 0)
		rc = check(pattern, why);
	if (rc < 0) {
		pattern_free(pattern);
		pattern = NULL;
	}
	*out = pattern;
	return rc;
}

static void find_numbers(const char *name, struct captures *captures)
{
	const char *c = name + strcspn(name, "0123456789");

	captures->n = 1;
	while (*c && captures->n < CAPTURES) {
		size_t bytes = strspn(c, "0123456789");

		captures->v[captures->n].text = c;
		captures->v[captures->n++].bytes = bytes;
		c += bytes;
		c += strcspn(c, "0123456789");
	}
}

static void find_groups(const regmatch_t *match, size_t n, const char *name,
			struct captures *captures)
{
	captures->n = n;
	for (size_t i = 1; i < n; i++)
		if (match[i].rm_so >= 0) {
			captures->v[i].text = name + match[i].rm_so;
			captures->v[i].bytes = (size_t)(match[i].rm_eo - match[i].rm_so);
		}
}

/* What stands before and after the match stays. */
static int replace(const struct pattern *pattern, const char *name, struct str *out,
		   const char **why)
{
	struct captures captures = { 0 };
	regmatch_t match[CAPTURES];
	int rc;

	if (!pattern->matches) {
		find_numbers(name, &captures);
		return add_text(pattern, &captures, out, why);
	}
	if (regexec(&pattern->regex, name, CAPTURES, match, 0) != 0) {
		str_add(out, name);
		return 0;
	}
	find_groups(match, pattern->regex.re_nsub + 1, name, &captures);
	str_addn(out, name, (size_t)match[0].rm_so);
	rc = add_text(pattern, &captures, out, why);
	str_add(out, name + match[0].rm_eo);
	return rc;
}

int pattern_apply(const struct pattern *pattern, const char *name, char **value,
		  char **why)
{
	struct str text CLEANUP_STR = { 0 };
	const char *reason = NULL;
	int rc = replace(pattern, name, &text, &reason);

	*value = rc == 0 ? str_take(&text) : NULL;
	*why = rc < 0 ? mem_dup(reason) : NULL;
	return rc;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	if (pattern->matches)
		regfree(&pattern->regex);
	free(pattern->text);
	free(pattern);
}
