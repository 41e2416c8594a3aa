/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/noderange.c - the operators of node ranges: , - @ ( ) ^
 */
#include "noderange.h"
#include "atom.h"
#include "core/base/file.h"
#include "core/base/natural.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEEPEST   64         /* parentheses in parentheses */
#define MOST_FILE (16 << 20) /* bytes of a ^file           */

struct parser {
	struct expansion *e;
	const char *at;
	unsigned depth;
	bool in_file; /* a file does not name files */
};

static int parse_list(struct parser *, struct strv *out);

static int fail(struct parser *p, const char *why)
{
	return log_fail(p->e->log, EINVAL, "node range %s: %s", p->e->range, why);
}

static void skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t\r\n");
}

static bool take(struct parser *p, char c)
{
	skip_blanks(p);
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

/* Keeps in a what is in b, or with `inside` false what is not.  Both are sorted. */
static void filter(struct strv *a, const struct strv *b, bool inside)
{
	size_t kept = 0, k = 0;

	for (size_t i = 0; i < a->n; i++) {
		while (k < b->n && natural_compare(b->v[k], a->v[i]) < 0)
			k++;
		if ((k < b->n && strcmp(b->v[k], a->v[i]) == 0) == inside)
			a->v[kept++] = a->v[i];
		else
			free(a->v[i]);
	}
	a->n = kept;
	if (a->v)
		a->v[kept] = NULL;
}

static int expand_line(struct parser *p, char *line, struct strv *out)
{
	struct parser inner = { .e = p->e, .at = line, .in_file = true };
	int rc;

	line[strcspn(line, " \t\r:")] = '\0';
	if (line[0] == '\0' || line[0] == '#' || line[0] == '^')
		return 0;
	rc = parse_list(&inner, out);
	return rc == 0 && *inner.at ? fail(p, "a ) in a line of its file has no (") : rc;
}

static int expand_file(struct parser *p, const char *path, struct strv *out)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	struct stat st;
	int rc;

	if (p->in_file)
		return fail(p, "a file of nodes cannot name another one");
	if (stat(path, &st) < 0)
		return log_fail(p->e->log, errno, "node range %s: file %s: %s",
				p->e->range, path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return log_fail(p->e->log, EINVAL,
				"node range %s: %s is not a regular file", p->e->range,
				path);
	rc = file_read(p->e->log, path, MOST_FILE, &text);
	if (rc < 0)
		return rc;
	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; i < lines.n && rc == 0; i++) {
		struct strv nodes CLEANUP_STRV = { 0 };

		rc = expand_line(p, lines.v[i], &nodes);
		strv_add_all(out, &nodes);
	}
	return rc;
}

/* The length of the atom at p->at: to the next operator that is not in brackets, nor, in
 * a regular expression, in parentheses or behind a backslash.  0 after saying why. */
static size_t atom_length(struct parser *p)
{
	unsigned brackets = 0, parens = 0;
	bool regex = *p->at == '/';
	const char *c;

	for (c = p->at; *c; c++) {
		regex = regex || *c == '~';
		if (regex && *c == '\\' && c[1])
			c++;
		else if (*c == '[' || *c == ']')
			brackets = *c == '[';
		else if (!brackets && regex && *c == '(')
			parens++;
		else if (!brackets && parens && *c == ')')
			parens--;
		else if (!brackets && !parens && strchr(",@()", *c))
			break;
	}
	if (brackets || parens)
		return fail(p, brackets ? "a [ has no ]" : "a ( has no )"), (size_t)0;
	if (c == p->at)
		fail(p, *c ? "a name is missing before one of , @ ( )"
			   : "it ends where a name is missing");
	return (size_t)(c - p->at);
}

static int parse_atom(struct parser *p, struct strv *out)
{
	size_t n = atom_length(p);
	char *copy CLEANUP_FREE = mem_ndup(p->at, n);
	const char *atom = str_trim(copy);

	if (n == 0)
		return -EINVAL;
	p->at += n;
	if (*atom == '^')
		return expand_file(p, atom + 1, out);
	return atom_expand(p->e, atom, out);
}

static int parse_term(struct parser *p, struct strv *out)
{
	int rc;

	skip_blanks(p);
	if (!take(p, '(')) {
		rc = parse_atom(p, out);
	} else {
		if (++p->depth > DEEPEST)
			return fail(p, "too many parentheses");
		rc = parse_list(p, out);
		if (rc == 0 && !take(p, ')'))
			return fail(p, "a ( has no )");
		p->depth--;
	}
	natural_sort(out);
	return rc;
}

static int parse_product(struct parser *p, struct strv *out)
{
	int rc = parse_term(p, out);

	while (rc == 0 && take(p, '@')) {
		struct strv other CLEANUP_STRV = { 0 };

		skip_blanks(p);
		if (*p->at == '-')
			return fail(p, "after an @, a - has no meaning; write ,-NAME");
		rc = parse_term(p, &other);
		filter(out, &other, true);
	}
	return rc;
}

/* One part of a list: adds to *out, takes from it, or notes in *without. */
static int parse_part(struct parser *p, struct strv *out, struct strv *without)
{
	struct strv part CLEANUP_STRV = { 0 };
	bool minus = take(p, '-'), common = !minus && take(p, '@'), group;
	int rc;

	skip_blanks(p);
	group = *p->at == '(';
	rc = parse_product(p, &part);
	skip_blanks(p);
	if (rc == 0 && *p->at && *p->at != ',' && *p->at != ')')
		return fail(p, "a comma is missing before a (");
	if (rc < 0)
		return rc;
	if (minus && !group) {
		strv_add_all(without, &part);
		return 0;
	}
	if (minus || common) {
		natural_sort(out);
		filter(out, &part, common);
		return 0;
	}
	strv_add_all(out, &part);
	return 0;
}

/* Up to the end or a closing parenthesis, which stays. */
static int parse_list(struct parser *p, struct strv *out)
{
	struct strv without CLEANUP_STRV = { 0 };
	int rc = 0;

	while (rc == 0) {
		while (take(p, ','))
			;
		if (*p->at == '\0' || *p->at == ')')
			break;
		rc = parse_part(p, out, &without);
	}
	natural_sort(out);
	natural_sort(&without);
	filter(out, &without, false);
	return rc;
}

/* Quotes that a shell left standing mean nothing. */
static char *without_quotes(const char *range)
{
	struct str text = { 0 };

	for (; *range; range++)
		if (*range != '"' && *range != '\'')
			str_addn(&text, range, 1);
	return str_take(&text);
}

int noderange_expand(struct log *log, const char *range,
		     const struct noderange_names *names, struct strv *nodes,
		     struct strv *missed)
{
	char *text CLEANUP_FREE = without_quotes(range);
	struct expansion e = { log, range, names, missed, 0 };
	struct parser p = { .e = &e, .at = text };
	int rc = parse_list(&p, nodes);

	if (rc == 0 && *p.at)
		rc = fail(&p, "a ) has no (");
	natural_sort(missed);
	return rc;
}
