/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/atom.c - names of nodes from n[1-3], n1-n3, n1+2 and the like.
 *
 * The forms and the order they are tried in are those of xCAT's noderange(3).
 */
#include "atom.h"
#include "core/base/str.h"
#include "regex.h"
#include "selection.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS       "0123456789"
#define MOST_DIGITS  18 /* fits 64 bits with room to count on */
#define LONGEST_NAME 4096

/* PREFIX, numbers from first to last, SUFFIX. */
struct span {
	const char *prefix, *suffix;
	size_t prefix_n;
	uint64_t first, last;
	int width;
};

static int fail(struct expansion *e, const char *text, const char *why)
{
	return log_fail(e->log, EINVAL, "node range %s: %s: %s", e->range, text, why);
}

static size_t digits(const char *text)
{
	return strspn(text, DIGITS);
}

static bool look_up(struct expansion *e, const char *name, struct strv *out)
{
	if (!e->names)
		return false;
	if (e->names->is_node(e->names->arg, name)) {
		strv_add(out, name);
		return true;
	}
	return e->names->group(e->names->arg, name, out);
}

/* A name that is as it will be: found, or missed, or taken unseen. */
static int settle(struct expansion *e, const char *name, struct strv *out)
{
	if (++e->made > NODERANGE_MOST)
		return fail(e, name, "more than 1000000 names");
	if (!e->names)
		strv_add(out, name);
	else if (!look_up(e, name, out))
		strv_add(e->missed, name);
	return 0;
}

static int read_span(struct expansion *e, const char *atom, const char *first,
		     const char *last, struct span *span)
{
	size_t n = digits(first), m = digits(last);

	if (n > MOST_DIGITS || m > MOST_DIGITS)
		return fail(e, atom, "a number has too many digits");
	span->first = strtoull(first, NULL, 10);
	span->last = strtoull(last, NULL, 10);
	span->width = (int)n;
	if (span->last < span->first)
		return fail(e, atom, "it runs backwards; write the lower number first");
	if (span->last - span->first >= NODERANGE_MOST)
		return fail(e, atom, "more than 1000000 names");
	return 0;
}

static int expand_brackets(struct expansion *e, const char *text, struct strv *out);

static int expand_span(struct expansion *e, const struct span *span, struct strv *out)
{
	int rc = 0;

	for (uint64_t i = span->first; i <= span->last && rc == 0; i++) {
		char *name CLEANUP_FREE =
			mem_printf("%.*s%0*" PRIu64 "%s", (int)span->prefix_n,
				   span->prefix, span->width, i, span->suffix);

		rc = strchr(name, '[') ? expand_brackets(e, name, out)
				       : settle(e, name, out);
	}
	return rc;
}

/* One word of the comma list in brackets, "7" or "a". */
static int expand_word(struct expansion *e, const char *word, const struct span *span,
		       struct strv *out)
{
	char *name CLEANUP_FREE = mem_printf("%.*s%s%s", (int)span->prefix_n,
					     span->prefix, word, span->suffix);

	return strchr(name, '[') ? expand_brackets(e, name, out) : settle(e, name, out);
}

static int expand_element(struct expansion *e, const char *element, struct span *span,
			  struct strv *out)
{
	const char *cut = element + digits(element);
	int rc;

	if (*element == '\0')
		return fail(e, span->prefix, "a name or number is missing in brackets");
	if (!strpbrk(element, "-:["))
		return expand_word(e, element, span, out);
	if (cut == element || (*cut != '-' && *cut != ':') || !digits(cut + 1) ||
	    cut[1 + digits(cut + 1)])
		return fail(e, element, "a range in brackets is of two numbers: [1-9]");
	rc = read_span(e, element, element, cut + 1, span);
	return rc < 0 ? rc : expand_span(e, span, out);
}

static int expand_brackets(struct expansion *e, const char *text, struct strv *out)
{
	const char *open = strchr(text, '['), *close = strchr(open, ']');
	struct span span = { .prefix = text, .prefix_n = (size_t)(open - text) };
	const char *at = open + 1;
	int rc = 0;

	if (!close)
		return fail(e, text, "a bracket is open");
	span.suffix = close + 1;
	while (rc == 0 && at <= close) {
		size_t n = strcspn(at, ",]");
		char *element CLEANUP_FREE = mem_ndup(at, n);

		rc = expand_element(e, str_trim(element), &span, out);
		at += n + 1;
	}
	return rc;
}

/* "n8+4": where the number of the name stands, at its end or before its domain. */
static bool find_number(const char *name, size_t n, size_t *first, size_t *end)
{
	const char *dot = memchr(name, '.', n);

	*end = n;
	if (n && !digits(name + n - 1) && dot)
		*end = (size_t)(dot - name);
	*first = *end;
	while (*first && digits(name + *first - 1))
		(*first)--;
	return *first < *end;
}

/* 1 when the atom is of that form, 0 when not. */
static int expand_count(struct expansion *e, const char *atom, struct strv *out)
{
	const char *plus = strrchr(atom, '+');
	char *suffix CLEANUP_FREE = NULL;
	struct span span = { .prefix = atom };
	size_t end;
	int rc;

	if (!plus || !plus[1] || plus[1 + digits(plus + 1)])
		return 0;
	if (!find_number(atom, (size_t)(plus - atom), &span.prefix_n, &end))
		return 0;
	if (end - span.prefix_n > MOST_DIGITS || strlen(plus + 1) > MOST_DIGITS)
		return fail(e, atom, "a number has too many digits");
	span.first = strtoull(atom + span.prefix_n, NULL, 10);
	span.last = span.first + strtoull(plus + 1, NULL, 10);
	span.width = (int)(end - span.prefix_n);
	if (span.last - span.first >= NODERANGE_MOST)
		return fail(e, atom, "more than 1000000 names");
	suffix = mem_ndup(atom + end, (size_t)(plus - atom) - end);
	span.suffix = suffix;
	rc = expand_span(e, &span, out);
	return rc < 0 ? rc : 1;
}

/* Where "a-b" or "a:b" is cut in two: at the colon, or at the middle of the dashes. */
static const char *find_cut(const char *atom)
{
	const char *cut = strchr(atom, ':');
	size_t dashes = 0;

	if (cut)
		return strchr(cut + 1, ':') ? NULL : cut;
	for (const char *c = atom; *c; c++)
		dashes += *c == '-';
	if (dashes % 2 == 0)
		return NULL;
	cut = strchr(atom, '-');
	for (size_t i = 0; i < dashes / 2; i++)
		cut = strchr(cut + 1, '-');
	return cut;
}

/* Finds the one number in which two names differ (*x of a, *y of b; both NULL: none).
 * False: they differ otherwise. */
static bool find_difference(const char *a, const char *b, const char **x, const char **y)
{
	*x = *y = NULL;
	while (*a && *b) {
		size_t n = digits(a), m = digits(b);

		if (!n != !m || (!n && *a != *b))
			return false;
		if (n && (n != m || memcmp(a, b, n) != 0)) {
			if (*x)
				return false;
			*x = a;
			*y = b;
		}
		a += n ? n : 1;
		b += n ? m : 1;
	}
	return *a == *b;
}

static int expand_pair(struct expansion *e, const char *atom, struct strv *out)
{
	const char *cut = find_cut(atom), *x, *y;
	char *first CLEANUP_FREE = NULL;
	struct span span = { 0 };
	int rc;

	if (!cut)
		return 0;
	first = mem_ndup(atom, (size_t)(cut - atom));
	if (!find_difference(first, cut + 1, &x, &y))
		return 0;
	if (x) {
		span.prefix = first;
		span.prefix_n = (size_t)(x - first);
		span.suffix = x + digits(x);
		rc = read_span(e, atom, x, y, &span);
		if (rc == 0)
			rc = expand_span(e, &span, out);
	} else {
		rc = settle(e, first, out);
	}
	return rc < 0 ? rc : 1;
}

static int expand_regex(struct expansion *e, const char *text, struct strv *out)
{
	struct strv all CLEANUP_STRV = { 0 };
	regex_t regex;
	int rc = regex_compile(e->log, text, true, &regex);

	if (rc < 0)
		return rc;
	rc = e->names->select(e->names->arg, NULL, &all);
	for (size_t i = 0; i < all.n && rc == 0; i++)
		if (regexec(&regex, all.v[i], 0, NULL, 0) == 0)
			strv_add(out, all.v[i]);
	regfree(&regex);
	return rc;
}

static int expand_search(struct expansion *e, const char *atom, struct strv *out)
{
	if (!e->names)
		return fail(e, atom, "it searches nodes, here new names are wanted");
	if (*atom == '/')
		return expand_regex(e, atom + 1, out);
	return e->names->select(e->names->arg, atom, out);
}

int atom_expand(struct expansion *e, const char *atom, struct strv *out)
{
	int rc;

	if (strlen(atom) > LONGEST_NAME)
		return fail(e, "a part of it", "too long");
	if (look_up(e, atom, out))
		return 0;
	if (*atom == '/' || selection_is(atom))
		return expand_search(e, atom, out);
	if (strchr(atom, '['))
		return expand_brackets(e, atom, out);
	rc = expand_count(e, atom, out);
	if (rc == 0)
		rc = expand_pair(e, atom, out);
	if (rc == 0)
		return settle(e, atom, out);
	return rc < 0 ? rc : 0;
}
