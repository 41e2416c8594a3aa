/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/template.c - texts that are filled in for each node.
 */
#include "template.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 128 };

struct parser {
	struct arena *arena;
	struct template_part *v;
	size_t n, room;
	struct str literal; /* what was read since the last part */
	unsigned line, literal_line;
};

static void add(struct parser *parser, const char *text, size_t n, unsigned line)
{
	if (parser->n == parser->room) {
		parser->room = parser->room ? parser->room * 2 : 8;
		parser->v = mem_grow(parser->v, parser->room, sizeof(*parser->v));
	}
	parser->v[parser->n++] = (struct template_part){ text, n, line };
}

static void add_literal(struct parser *parser)
{
	if (parser->literal.n)
		add(parser,
		    arena_ndup(parser->arena, parser->literal.s, parser->literal.n),
		    parser->literal.n, parser->literal_line);
	parser->literal.n = 0;
	parser->literal_line = parser->line;
}

/* Length of the name between two @, or 0. */
static size_t name_length(const char *text, const char *end)
{
	size_t n = 0;

	if (text == end || !isalpha((unsigned char)*text))
		return 0;
	while (text + n < end && n < NAME_MOST &&
	       (isalnum((unsigned char)text[n]) || strchr("._-", text[n])) && text[n])
		n++;
	return text + n < end && text[n] == '@' ? n : 0;
}

static void add_bytes(struct parser *parser, const char *text, size_t n)
{
	str_addn(&parser->literal, text, n);
	for (size_t i = 0; i < n; i++)
		parser->line += text[i] == '\n';
}

/* At an @; returns how many bytes were read. */
static size_t take_at(struct parser *parser, const char *text, const char *end)
{
	size_t n = name_length(text + 1, end);

	if (n) {
		add_literal(parser);
		add(parser, arena_ndup(parser->arena, text + 1, n), 0, parser->line);
		return n + 2;
	}
	add_bytes(parser, "@", 1);
	return text + 1 < end && text[1] == '@' ? 2 : 1;
}

void template_parse(struct arena *arena, const char *text, size_t n,
		    struct template *template)
{
	struct parser parser = { .arena = arena, .line = 1, .literal_line = 1 };
	const char *end = text + n;
	struct template_part *parts;

	while (text < end) {
		const char *at = memchr(text, '@', (size_t)(end - text));

		add_bytes(&parser, text, (size_t)((at ? at : end) - text));
		if (!at)
			break;
		text = at + take_at(&parser, at, end);
	}
	add_literal(&parser);
	parts = arena_alloc(arena, (parser.n + 1) * sizeof(*parts));
	if (parser.n)
		memcpy(parts, parser.v, parser.n * sizeof(*parts));
	*template = (struct template){ parts, parser.n, true };
	for (size_t i = 0; i < parser.n; i++)
		template->is_constant &= parts[i].n != 0;
	free(parser.v);
	str_fini(&parser.literal);
}

void template_of(struct arena *arena, const char *text, size_t n,
		 struct template *template)
{
	struct template_part *part = arena_alloc(arena, sizeof(*part));

	*part = (struct template_part){ arena_ndup(arena, text, n), n, 1 };
	*template = (struct template){ part, n ? 1 : 0, true };
}

const struct template_part *template_render(const struct template *template,
					    template_lookup *lookup, const void *arg,
					    struct str *out)
{
	for (size_t i = 0; i < template->n_parts; i++) {
		const struct template_part *part = &template->parts[i];
		const char *value = part->n ? part->text : lookup(arg, part->text);

		if (!value)
			return part;
		str_addn(out, value, part->n ? part->n : strlen(value));
	}
	return NULL;
}
