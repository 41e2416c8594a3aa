/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/pkglist.c - package lists in xCAT's syntax.
 */
#include "pkglist.h"
#include "include.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any name that a package manager takes. */
enum { NAME_MOST = 255 };

struct reader {
	struct log *log;
	struct pkglist *list;
	const struct list_line *line;
	size_t pass; /* index of the pass being filled */
};

static int wrong(const struct reader *reader, const char *text, const char *why)
{
	/* a text with control characters must not reach the terminal */
	char shown[64];
	size_t n = 0;

	for (; text[n] && n < sizeof(shown) - 1; n++)
		shown[n] = iscntrl((unsigned char)text[n]) ? '?' : text[n];
	shown[n] = '\0';
	return log_fail(reader->log, EINVAL, "%s:%u: \"%s\": %s", reader->line->file,
			reader->line->number, shown, why);
}

static void add_once(struct strv *list, const char *text)
{
	if (!strv_has(list, text))
		strv_add(list, text);
}

static struct pkgpass *pass_of(const struct reader *reader)
{
	struct pkglist *list = reader->list;

	if (reader->pass >= list->n) {
		list->passes =
			mem_grow(list->passes, reader->pass + 1, sizeof(*list->passes));
		memset(list->passes + list->n, 0,
		       (reader->pass + 1 - list->n) * sizeof(*list->passes));
		list->n = reader->pass + 1;
	}
	return &list->passes[reader->pass];
}

/* ---- names: they become words of a package manager's command line ---- */

static bool is_fit(unsigned char c, bool group)
{
	if (isalnum(c) || strchr("+-._:=~^%*?@", c))
		return true;
	return group && (c == ' ' || c >= 0x80);
}

/* The slash of "module:stream/profile", which is written as a group. */
static bool begins_profile(const char *name, const char *at, bool group)
{
	return group && *at == '/' && memchr(name, ':', (size_t)(at - name));
}

static const char *fault_of(const char *name, bool group)
{
	size_t n = strlen(name);

	if (n == 0)
		return "there is no name";
	if (n > NAME_MOST)
		return "the name is too long";
	if (*name == '-')
		return "a package manager would take this name for an option";
	if (name[n - 1] == '-')
		return "some package managers take a dash at a name's end for a "
		       "removal; write -name or --name";
	for (const char *at = name; *at; at++)
		if (!is_fit((unsigned char)*at, group) &&
		    !begins_profile(name, at, group))
			return group ? "a group's name is made of letters, digits, "
				       "blanks and +-._:=~^%*?"
				     : "a package's name is made of letters, digits "
				       "and +-._:=~^%*?@";
	return NULL;
}

static const char *fault_of_folder(const char *folder)
{
	struct strv parts CLEANUP_STRV = { 0 };

	if (*folder == '/')
		return "the folder before a name is relative to the folders of packages";
	strv_split(&parts, folder, "/");
	for (size_t i = 0; i < parts.n; i++) {
		const char *fault = fault_of(parts.v[i], false);

		if (fault)
			return fault;
		if (parts.v[i][strspn(parts.v[i], ".")] == '\0')
			return "the folder before a name has no part of dots";
	}
	return NULL;
}

/* Cuts "dir/name" at its last slash and says what is wrong with either; NULL: nothing. */
static const char *split_name(char *entry, const char **name, const char **folder)
{
	char *slash = *entry == '@' ? NULL : strrchr(entry, '/');
	const char *fault;

	*folder = NULL;
	*name = entry;
	if (slash) {
		*slash = '\0';
		*folder = entry;
		*name = slash + 1;
		fault = fault_of_folder(slash == entry ? "/" : entry);
		if (fault)
			return fault;
	}
	return fault_of(**name == '@' ? *name + 1 : *name, **name == '@');
}

static int read_entry(const struct reader *reader, char *entry)
{
	char *shown CLEANUP_FREE = mem_dup(entry);
	struct pkgpass *pass = pass_of(reader);
	struct strv *where = &pass->install;
	const char *name, *folder, *fault;

	if (str_starts(entry, "--")) {
		where = &pass->remove_after;
		entry += 2;
	} else if (*entry == '-') {
		where = &pass->remove_before;
		entry += 1;
	}
	fault = split_name(entry, &name, &folder);
	if (fault)
		return wrong(reader, shown, fault);
	if (folder && where == &pass->install)
		add_once(&pass->repositories, folder);
	add_once(where, name);
	return 0;
}

/* ---- lines ---- */

static int read_entries(const struct reader *reader, const char *text)
{
	struct strv entries CLEANUP_STRV = { 0 };

	strv_split(&entries, text, ",");
	for (size_t i = 0; i < entries.n; i++) {
		char *entry = str_trim(entries.v[i]);
		int rc = *entry ? read_entry(reader, entry) : 0;

		if (rc < 0)
			return rc;
	}
	return 0;
}

static bool is_variable(const char *text, size_t n)
{
	if (n == 0 || isdigit((unsigned char)*text))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return true;
}

/* Appends one word as a shell would read it, without what a shell would replace: xCAT put
 * it in front of a shell's command.  Moves *text behind the word; NULL or what is wrong. */
static const char *read_word(const char **text, struct str *word)
{
	const char *c = *text;
	char quote = '\0';

	for (; *c && (quote || (*c != ' ' && *c != '\t')); c++) {
		if (iscntrl((unsigned char)*c))
			return "there is a control character";
		if (quote != '\'' && strchr("$`\\", *c))
			return "$, ` and \\ mean nothing here; put them in single quotes";
		if (quote ? *c == quote : *c == '"' || *c == '\'')
			quote = quote ? '\0' : *c;
		else
			str_addn(word, c, 1);
	}
	*text = c + strspn(c, " \t");
	return quote ? "a quote is not closed" : NULL;
}

/* NAME=value, several with blanks between them. */
static int read_env(const struct reader *reader, const char *inside)
{
	const char *text = inside + strspn(inside, " \t");

	do {
		struct str word CLEANUP_STR = { 0 };
		const char *fault = read_word(&text, &word);
		size_t name = strcspn(str_text(&word), "=");

		if (!fault &&
		    (str_text(&word)[name] != '=' || !is_variable(str_text(&word), name)))
			fault = "#ENV: is followed by NAME=value#";
		if (fault)
			return wrong(reader, inside, fault);
		add_once(&pass_of(reader)->env, str_text(&word));
	} while (*text);
	return 0;
}

/* Reads #ENV:...# or #NEW_INSTALL_LIST# at *text and moves *text behind it; 1 when it was
 * one, 0 when it is none. */
static int read_directive(struct reader *reader, char **text)
{
	static const char env[] = "#ENV:", next[] = "#NEW_INSTALL_LIST";
	bool is_env = str_starts(*text, env);
	char *end, *inside = *text + (is_env ? sizeof(env) - 1 : sizeof(next) - 1);
	int rc = 0;

	if (!is_env && !str_starts(*text, next))
		return 0;
	end = is_env ? strchr(inside, '#') : inside;
	if (!end || *end != '#')
		return wrong(reader, *text, "the directive lacks the # at its end");
	*end = '\0';
	if (is_env) {
		rc = read_env(reader, inside);
	} else {
		reader->pass++;
		pass_of(reader);
	}
	*text = end + 1 + strspn(end + 1, " \t,");
	return rc < 0 ? rc : 1;
}

static int read_line(struct reader *reader)
{
	char *text = str_trim(reader->line->text);

	while (*text == '#') {
		int rc = read_directive(reader, &text);

		if (rc <= 0)
			return rc;
	}
	return read_entries(reader, text);
}

static int read_file(struct log *log, const char *file, struct pkglist *list)
{
	struct list_lines lines = { 0 };
	struct reader reader = { .log = log, .list = list };
	int rc = include_read(log, file, INCLUDE_FROM_TOP, &lines);

	pass_of(&reader);
	for (size_t i = 0; rc >= 0 && i < lines.n; i++) {
		reader.line = &lines.v[i];
		rc = read_line(&reader);
	}
	include_fini(&lines);
	return rc;
}

int pkglist_read(struct log *log, const struct strv *files, struct pkglist *list)
{
	for (size_t i = 0; i < files->n; i++) {
		int rc = read_file(log, files->v[i], list);

		if (rc < 0)
			return rc;
	}
	return 0;
}

void pkglist_fini(struct pkglist *list)
{
	for (size_t i = 0; i < list->n; i++) {
		strv_fini(&list->passes[i].env);
		strv_fini(&list->passes[i].remove_before);
		strv_fini(&list->passes[i].install);
		strv_fini(&list->passes[i].remove_after);
		strv_fini(&list->passes[i].repositories);
	}
	free(list->passes);
	*list = (struct pkglist){ 0 };
}
