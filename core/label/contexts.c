/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/contexts.c - which lines of a policy's file_contexts can matter in a folder.
 */
#include "contexts.h"

#include "core/base/strv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A folder with more names than this gets all lines. */
enum { NAMES_MOST = 64 };

#define BLANKS " \t\r\v\f"

/* ---- the plain text that an expression begins with ---- */

/* Where the bracket ends, or NULL for one that would need more of a reader: its characters
 * are plain, whatever they mean outside. */
static const char *bracket_end(const char *bracket)
{
	const char *end = bracket + 1 + (bracket[1] == '^');

	end += strcspn(end, "[]\\");
	return *end == ']' && end > bracket + 1 + (bracket[1] == '^') ? end : NULL;
}

/* An alternative outside of parentheses may begin with anything; so may what is written in
 * a way that is not looked through here: options, comments, quotations. */
static bool begins_with_anything(const char *regex)
{
	int depth = 0;

	for (; *regex && !strchr(BLANKS, *regex); regex++) {
		if (*regex == '[')
			regex = bracket_end(regex);
		else if (*regex == '\\' && regex[1] && regex[1] != 'Q')
			regex++;
		else if (*regex == '\\' || (*regex == '(' && strchr("?*", regex[1])))
			return true;
		else if (*regex == '|' && depth == 0)
			return true;
		else if (*regex == '(' || *regex == ')')
			depth += *regex == '(' ? 1 : -1;
		if (!regex)
			return true;
	}
	return false;
}

/* A backslash before a letter or digit is a class or a reference, before anything else it
 * makes it plain; what a quantifier stands behind need not be there. */
static void read_prefix(const char *regex, struct str *prefix)
{
	if (begins_with_anything(regex))
		return;
	for (; *regex && !strchr(BLANKS ".^$|()[]", *regex); regex++) {
		if (strchr("?*+{", *regex)) {
			prefix->n -= prefix->n > 0;
			return;
		}
		if (*regex == '\\' && isalnum((unsigned char)regex[1]))
			return;
		if (*regex == '\\' && regex[1])
			regex++;
		str_addn(prefix, regex, 1);
	}
}

static void add_line(struct contexts *contexts, const char *text)
{
	struct str prefix CLEANUP_STR = { 0 };
	struct context_line *line;

	text += strspn(text, BLANKS);
	if (*text == '#' || *text == '\0')
		return;
	if (contexts->n_lines == contexts->lines_room) {
		contexts->lines_room =
			contexts->lines_room ? contexts->lines_room * 2 : 1024;
		contexts->lines = mem_grow(contexts->lines, contexts->lines_room,
					   sizeof(*contexts->lines));
	}
	read_prefix(text, &prefix);
	line = &contexts->lines[contexts->n_lines++];
	line->text = arena_dup(&contexts->texts, text);
	line->prefix = arena_ndup(&contexts->texts, str_text(&prefix), prefix.n);
	line->n_prefix = prefix.n;
}

void contexts_add(struct contexts *contexts, const char *text)
{
	struct strv lines CLEANUP_STRV = { 0 };

	strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++)
		add_line(contexts, lines.v[i]);
}

/* ---- aliases ---- */

static void add_alias(struct contexts *contexts, const struct strv *words)
{
	if (contexts->n_aliases == contexts->aliases_room) {
		contexts->aliases_room =
			contexts->aliases_room ? contexts->aliases_room * 2 : 32;
		contexts->aliases = mem_grow(contexts->aliases, contexts->aliases_room,
					     sizeof(*contexts->aliases));
	}
	contexts->aliases[contexts->n_aliases++] =
		(struct context_alias){ arena_dup(&contexts->texts, words->v[0]),
					arena_dup(&contexts->texts, words->v[1]) };
}

void contexts_add_aliases(struct contexts *contexts, const char *text)
{
	struct strv lines CLEANUP_STRV = { 0 };

	strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		struct strv words CLEANUP_STRV = { 0 };

		strv_split(&words, lines.v[i], BLANKS);
		if (words.n > 1 && words.v[0][0] != '#')
			add_alias(contexts, &words);
	}
}

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0' || (n == 1 && *folder == '/'));
}

static void add_name(struct strv *names, const char *name)
{
	if (!strv_has(names, name))
		strv_add(names, name);
}

/* The folder may lie below the alias, or the alias be an entry of it. */
static void add_alias_name(const struct context_alias *alias, const char *name,
			   struct strv *names)
{
	if (is_below(name, alias->from)) {
		const char *rest = name + strlen(alias->from);
		char *other CLEANUP_FREE = NULL;

		rest += *rest == '/';
		other = mem_printf("%s%s%s", alias->to,
				   str_ends(alias->to, "/") ? "" : "/", rest);
		add_name(names, other);
	} else if (is_below(alias->from, name)) {
		add_name(names, alias->to);
	}
}

/* All that libselinux may know an entry of the folder by begins with one of these: it
 * looks for an alias in one file, then in the other. */
static void find_names(const struct contexts *contexts, const char *folder,
		       struct strv *names)
{
	strv_add(names, folder);
	for (int turn = 0; turn < 2; turn++) {
		size_t known = names->n;

		for (size_t i = 0; i < known; i++)
			for (size_t k = 0; k < contexts->n_aliases; k++) {
				add_alias_name(&contexts->aliases[k], names->v[i], names);
				if (names->n > NAMES_MOST) {
					strv_add(names, "/");
					return;
				}
			}
	}
}

/* ---- the lines of a folder ---- */

static bool can_match(const struct context_line *line, const struct strv *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (strncmp(names->v[i], line->prefix, line->n_prefix) == 0 ||
		    str_starts(line->prefix, names->v[i]))
			return true;
	return false;
}

void contexts_select(const struct contexts *contexts, const char *folder,
		     struct str *lines)
{
	struct strv names CLEANUP_STRV = { 0 };

	find_names(contexts, folder, &names);
	for (size_t i = 0; i < contexts->n_lines; i++)
		if (can_match(&contexts->lines[i], &names)) {
			str_add(lines, contexts->lines[i].text);
			str_addn(lines, "\n", 1);
		}
}

void contexts_fini(struct contexts *contexts)
{
	free(contexts->lines);
	free(contexts->aliases);
	arena_fini(&contexts->texts);
	*contexts = (struct contexts){ 0 };
}
