/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/stanza.c - objects as text, in xCAT's stanza format.
 */
#include "stanza.h"
#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT "default-"

struct parser {
	struct log *log;
	const char *file;
	int line;
	struct stanzas *out;
	struct stanzas defaults; /* type: of what they are the defaults */
	struct stanza open;      /* line 0: none                        */
	bool is_default;
};

static int fail(struct parser *p, int line, const char *why, const char *text)
{
	return log_fail(p->log, EINVAL, "%s:%d: %s: %.80s", p->file, line, why, text);
}

static void stanza_fini(struct stanza *stanza)
{
	for (size_t i = 0; i < stanza->n; i++) {
		free(stanza->v[i].key);
		free(stanza->v[i].value);
	}
	free(stanza->v);
	free(stanza->name);
	free(stanza->type);
	*stanza = (struct stanza){ 0 };
}

void stanzas_fini(struct stanzas *stanzas)
{
	for (size_t i = 0; i < stanzas->n; i++)
		stanza_fini(&stanzas->v[i]);
	free(stanzas->v);
	*stanzas = (struct stanzas){ 0 };
}

static struct stanza *add_stanza(struct stanzas *stanzas, struct stanza stanza)
{
	if (stanzas->n == stanzas->room) {
		stanzas->room = stanzas->room ? stanzas->room * 2 : 16;
		stanzas->v = mem_grow(stanzas->v, stanzas->room, sizeof(stanza));
	}
	stanzas->v[stanzas->n] = stanza;
	return &stanzas->v[stanzas->n++];
}

static struct stanza_pair *find(const struct stanza *stanza, const char *key)
{
	for (size_t i = 0; i < stanza->n; i++)
		if (strcmp(stanza->v[i].key, key) == 0)
			return &stanza->v[i];
	return NULL;
}

static void set(struct stanza *stanza, const char *key, const char *value)
{
	struct stanza_pair *pair = find(stanza, key);

	if (pair) {
		free(pair->value);
		pair->value = mem_dup(value);
		return;
	}
	if (stanza->n == stanza->room) {
		stanza->room = stanza->room ? stanza->room * 2 : 8;
		stanza->v = mem_grow(stanza->v, stanza->room, sizeof(*stanza->v));
	}
	stanza->v[stanza->n++] = (struct stanza_pair){ mem_dup(key), mem_dup(value) };
}

static struct stanza *defaults_of(struct parser *p, const char *type)
{
	for (size_t i = 0; i < p->defaults.n; i++)
		if (strcmp(p->defaults.v[i].type, type) == 0)
			return &p->defaults.v[i];
	return add_stanza(&p->defaults, (struct stanza){ .type = mem_dup(type) });
}

/* The defaults read so far go under what the stanza says. */
static void add_defaults(struct parser *p, struct stanza *stanza)
{
	const struct stanza *defaults = defaults_of(p, stanza->type);

	for (size_t i = 0; i < defaults->n; i++)
		if (*defaults->v[i].value && !find(stanza, defaults->v[i].key))
			set(stanza, defaults->v[i].key, defaults->v[i].value);
}

static int close_stanza(struct parser *p)
{
	struct stanza *open = &p->open;
	int line = open->line;

	open->line = 0;
	if (!line)
		return 0;
	if (p->is_default) {
		struct stanza *defaults = defaults_of(p, open->name + strlen(DEFAULT));

		for (size_t i = 0; i < open->n; i++)
			set(defaults, open->v[i].key, open->v[i].value);
		stanza_fini(open);
		return 0;
	}
	if (!open->type)
		return fail(p, line, "an objtype=TYPE is missing below", open->name);
	add_defaults(p, open);
	open->line = line;
	add_stanza(p->out, *open);
	*open = (struct stanza){ 0 };
	return 0;
}

static int open_stanza(struct parser *p, char *line, size_t n)
{
	const char *name;
	int rc = close_stanza(p);

	if (rc < 0)
		return rc;
	line[n - 1] = '\0';
	name = str_trim(line);
	if (!*name)
		return fail(p, p->line, "a name is missing before the colon", name);
	p->open = (struct stanza){ .name = mem_dup(name), .line = p->line };
	p->is_default = str_starts(name, DEFAULT) && name[strlen(DEFAULT)];
	return 0;
}

/* One pair of quotes around a value means nothing. */
static char *without_quotes(char *value)
{
	size_t n = strlen(value);

	if (n >= 2 && value[0] == '"' && value[n - 1] == '"') {
		value[n - 1] = '\0';
		value++;
	}
	return value;
}

static int add_attribute(struct parser *p, char *line, char *equals)
{
	const char *key, *value;

	*equals = '\0';
	key = str_trim(line);
	value = without_quotes(str_trim(equals + 1));
	if (!*key)
		return fail(p, p->line, "a name is missing before the =", value);
	if (!p->open.line)
		return fail(p, p->line, "no `NAME:` stands before this", key);
	if (strcmp(key, "objtype") != 0) {
		set(&p->open, key, value);
	} else if (!p->is_default) {
		free(p->open.type);
		p->open.type = mem_dup(value);
	}
	return 0;
}

static int parse_line(struct parser *p, char *text)
{
	char *line = str_trim(text), *equals = strchr(line, '=');
	size_t n = strlen(line);

	if (n == 0 || *line == '#')
		return 0;
	if (equals)
		return add_attribute(p, line, equals);
	if (line[n - 1] == ':')
		return open_stanza(p, line, n);
	return fail(p, p->line, "neither `NAME:` nor `ATTRIBUTE=VALUE`", line);
}

/* A name that comes again adds to the first one, its values winning. */
static void merge(struct stanzas *stanzas)
{
	struct arena keys = { 0 };
	struct map first CLEANUP_MAP = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < stanzas->n; i++) {
		struct stanza *stanza = &stanzas->v[i];
		char *key = arena_printf(&keys, "%s %s", stanza->type, stanza->name);
		struct stanza *same = map_get(&first, key);

		if (!same) {
			stanzas->v[kept] = *stanza;
			map_put(&first, key, &stanzas->v[kept++]);
			continue;
		}
		for (size_t k = 0; k < stanza->n; k++)
			set(same, stanza->v[k].key, stanza->v[k].value);
		stanza_fini(stanza);
	}
	arena_fini(&keys);
	stanzas->n = kept;
}

int stanza_parse(struct log *log, const char *file, const char *text, struct stanzas *out)
{
	struct parser p = { .log = log, .file = file, .out = out };
	char *copy CLEANUP_FREE = mem_dup(text), *at = copy;
	int rc = 0;

	*out = (struct stanzas){ 0 };
	while (rc == 0 && at) {
		char *line = strsep(&at, "\n");

		p.line++;
		rc = parse_line(&p, line);
	}
	if (rc == 0)
		rc = close_stanza(&p);
	if (rc == 0)
		merge(out);
	else
		stanzas_fini(out);
	stanza_fini(&p.open);
	stanzas_fini(&p.defaults);
	return rc;
}
