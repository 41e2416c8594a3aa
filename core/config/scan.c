/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/scan.c - the text of a configuration file, before libconfuse reads it.
 *
 * The words are those of libconfuse's lexer (lexer.l of version 3.3).
 */
#include "scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct scanner {
	struct log *log;
	const char *file;
	char *at;
	int line;
	int depth;    /* of braces */
	bool in_top;  /* past the first word of what stands at the top */
	bool settled; /* ... and past its '=' */
	struct scan_lines *tops;
};

#define WORD_ENDS " #\"'\t\n\r={}()+,*"

/* "${" may stand in a comment only. */
static int step(struct scanner *scanner)
{
	if (scanner->at[0] == '$' && scanner->at[1] == '{')
		return log_fail(scanner->log, EINVAL,
				"%s:%d: \"${\" is refused: values are never taken from "
				"the environment; write the value itself",
				scanner->file, scanner->line);
	if (*scanner->at == '\n')
		scanner->line++;
	scanner->at++;
	return 0;
}

static void blank_line(struct scanner *scanner)
{
	while (*scanner->at && *scanner->at != '\n')
		*scanner->at++ = ' ';
}

static int blank_block(struct scanner *scanner)
{
	char *end = strstr(scanner->at + 2, "*/");

	if (!end)
		return log_fail(scanner->log, EINVAL,
				"%s:%d: this comment has no end: close it with */",
				scanner->file, scanner->line);
	for (; scanner->at < end + 2; scanner->at++) {
		if (*scanner->at == '\n')
			scanner->line++;
		else
			*scanner->at = ' ';
	}
	return 0;
}

static int skip_quoted(struct scanner *scanner)
{
	char quote = *scanner->at;
	int begun = scanner->line, rc = step(scanner);

	while (rc == 0 && *scanner->at && *scanner->at != quote) {
		if (*scanner->at == '\\' && scanner->at[1])
			rc = step(scanner);
		if (rc == 0)
			rc = step(scanner);
	}
	if (rc == 0 && !*scanner->at)
		return log_fail(scanner->log, EINVAL,
				"%s:%d: the text that begins with %c here has no end",
				scanner->file, begun, quote);
	return rc < 0 ? rc : step(scanner);
}

static int skip_word(struct scanner *scanner)
{
	int rc = 0;

	while (rc == 0 && *scanner->at && !strchr(WORD_ENDS, *scanner->at))
		rc = step(scanner);
	return rc;
}

static int refuse_dropped(struct scanner *scanner)
{
	return log_fail(scanner->log, EINVAL,
			"%s:%d: '%c' may stand in quotes only: write \"...\"",
			scanner->file, scanner->line, *scanner->at);
}

static void note_top(struct scanner *scanner)
{
	struct scan_lines *tops = scanner->tops;

	if (scanner->depth || scanner->in_top)
		return;
	tops->v = mem_grow(tops->v, tops->n + 1, sizeof(*tops->v));
	tops->v[tops->n++] = scanner->line;
	scanner->in_top = true;
}

/* What stands at the top ends with its value, or with the brace that closes it. */
static void follow(struct scanner *scanner, char c)
{
	if (c == '=')
		scanner->settled = true;
	scanner->depth += (c == '{') - (c == '}');
	if (c == '}' && scanner->depth <= 0)
		scanner->in_top = scanner->settled = false;
}

static int scan_word(struct scanner *scanner, bool quoted)
{
	bool value = scanner->settled && scanner->depth == 0;
	int rc;

	note_top(scanner);
	rc = quoted ? skip_quoted(scanner) : skip_word(scanner);
	if (value)
		scanner->in_top = scanner->settled = false;
	return rc;
}

static int scan_one(struct scanner *scanner)
{
	char c = scanner->at[0], next = scanner->at[1];

	if (c == '#' || (c == '/' && next == '/')) {
		blank_line(scanner);
		return 0;
	}
	if (c == '/' && next == '*')
		return blank_block(scanner);
	if (c == '*' || (c == '+' && next != '='))
		return refuse_dropped(scanner);
	if (c == '"' || c == '\'')
		return scan_word(scanner, true);
	if (!strchr(WORD_ENDS, c))
		return scan_word(scanner, false);
	follow(scanner, c);
	return step(scanner);
}

int scan_text(struct log *log, const char *file, struct str *text,
	      struct scan_lines *tops)
{
	struct scanner scanner = {
		.log = log, .file = file, .at = text->s, .line = 1, .tops = tops
	};
	int rc = 0;

	if (!text->s)
		return 0;
	if (strlen(text->s) != text->n)
		return log_fail(log, EINVAL,
				"%s: holds a NUL byte, so it is no text file", file);
	while (rc == 0 && *scanner.at)
		rc = scan_one(&scanner);
	return rc;
}

void scan_lines_fini(struct scan_lines *tops)
{
	free(tops->v);
	*tops = (struct scan_lines){ 0 };
}
