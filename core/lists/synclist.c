/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/synclist.c - lists of files to copy, in xCAT's syntax.
 */
#include "synclist.h"
#include "include.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MOST = 1024, PART_MOST = 255 };

struct reader {
	struct log *log;
	struct synclist *list;
	const struct list_line *line;
	enum synclist_clause clause; /* of the lines that follow */
};

static int wrong(const struct reader *reader, const char *text, const char *why)
{
	struct str shown CLEANUP_STR = { 0 };

	str_add_printable(&shown, text);
	return log_fail(reader->log, EINVAL, "%s:%u: \"%.80s\": %s", reader->line->file,
			reader->line->number, str_text(&shown), why);
}

static void entry_fini(struct synclist_entry *entry)
{
	strv_fini(&entry->sources);
	free(entry->path);
	free(entry->nodes);
	free(entry->file);
}

/* ---- the parts of a line ---- */

static const char *fault_of_text(const char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text) && *text != '\t')
			return "there is a control character";
		else if (*text == '$')
			return "variables are not replaced: write the path itself";
	return NULL;
}

/* DST as parts without the slashes between them; or says what is wrong with it. */
static const char *read_path(const char *text, struct str *path)
{
	struct strv parts CLEANUP_STRV = { 0 };

	if (*text != '/')
		return "what follows the arrow is an absolute path on the node";
	if (strlen(text) > PATH_MOST)
		return "the path is too long";
	strv_split(&parts, text, "/");
	for (size_t i = 0; i < parts.n; i++) {
		const char *part = parts.v[i];

		if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
			return "a path on the node has no part \".\" or \"..\"";
		if (strpbrk(part, "*?["))
			return "a path on the node has no wildcards";
		if (strlen(part) > PART_MOST)
			return "a part of the path is too long";
		str_addf(path, "%s%s", i ? "/" : "", part);
	}
	return NULL;
}

/* Cuts "(NODES)" out of the text: at its start (DST) or at its end (SRC).  The text that
 * is left, or NULL: what is there is no such thing. */
static char *cut_nodes(char *text, bool at_start, char **nodes)
{
	char *open = at_start ? text : strrchr(text, ')');
	int depth = 0;

	if (at_start ? *text != '(' : !open || open[1] != '\0')
		return text;
	do {
		depth += (*open == '(') - (*open == ')');
		if (depth == 0)
			break;
		if (!at_start && open == text)
			return NULL;
		open += at_start ? 1 : -1;
	} while (*open);
	if (depth != 0 || *nodes)
		return NULL;
	*nodes = at_start ? mem_ndup(text + 1, (size_t)(open - text - 1))
			  : mem_ndup(open + 1, strlen(open) - 2);
	if (at_start)
		return str_trim(open + 1);
	*open = '\0';
	return str_trim(text);
}

static bool is_list_of_users(const char *path)
{
	return strcmp(path, "etc/passwd") == 0 || strcmp(path, "etc/shadow") == 0 ||
	       strcmp(path, "etc/group") == 0;
}

/* What a clause asks of its lines. */
static const char *fault_of_clause(const struct synclist_entry *entry)
{
	if (entry->nodes && !*str_trim(entry->nodes))
		return "there is nothing between the brackets";
	if (entry->sources.n == 0)
		return "nothing stands before the arrow";
	if (!*entry->path && !entry->into)
		return "only files below the root can be written";
	if (entry->clause != SYNCLIST_COPY && entry->into)
		return "APPEND: and MERGE: take one file to one file";
	if (entry->clause == SYNCLIST_MERGE && !is_list_of_users(entry->path))
		return "MERGE: knows /etc/passwd, /etc/shadow and /etc/group only";
	return NULL;
}

static const char *read_entry(char *before, char *after, struct synclist_entry *entry)
{
	struct str path CLEANUP_STR = { 0 };
	const char *fault;

	before = cut_nodes(str_trim(before), false, &entry->nodes);
	after = before ? cut_nodes(str_trim(after), true, &entry->nodes) : NULL;
	if (!after)
		return "brackets hold one noderange, before or after the arrow";
	if (strpbrk(after, " \t"))
		return "one path follows the arrow";
	fault = read_path(after, &path);
	strv_split(&entry->sources, before, " \t");
	entry->path = str_take(&path);
	entry->into = entry->sources.n > 1 || str_ends(after, "/") ||
		      strpbrk(before, "*?[") != NULL;
	return fault ? fault : fault_of_clause(entry);
}

/* ---- lines ---- */

/* 1: it was a clause; 0: it is none. */
static int read_clause(struct reader *reader, const char *text)
{
	if (strcmp(text, "APPEND:") == 0)
		reader->clause = SYNCLIST_APPEND;
	else if (strcmp(text, "MERGE:") == 0)
		reader->clause = SYNCLIST_MERGE;
	else if (str_starts(text, "EXECUTE:") || str_starts(text, "EXECUTEALWAYS:"))
		return wrong(reader, text,
			     "nothing of a list is ever run; make it a unit of the image "
			     "that starts at boot");
	else
		return 0;
	return 1;
}

static int read_line(struct reader *reader)
{
	char *text = str_trim(reader->line->text), *arrow = strstr(text, "->");
	char *shown CLEANUP_FREE = mem_dup(text);
	struct synclist *list = reader->list;
	struct synclist_entry entry = { .clause = reader->clause };
	const char *fault = fault_of_text(text);
	int rc = *text == '#' ? 1 : read_clause(reader, text);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (!arrow)
		return wrong(reader, text, "this is no \"SOURCE -> PATH\" and no clause");
	*arrow = '\0';
	if (!fault)
		fault = read_entry(text, arrow + 2, &entry);
	if (fault) {
		entry_fini(&entry);
		return wrong(reader, shown, fault);
	}
	entry.file = mem_dup(reader->line->file);
	entry.line = reader->line->number;
	if (list->n == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->v = mem_grow(list->v, list->room, sizeof(*list->v));
	}
	list->v[list->n++] = entry;
	return 0;
}

int synclist_read(struct log *log, const struct strv *files, struct synclist *list)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->n; i++) {
		struct list_lines lines = { 0 };
		struct reader reader = { .log = log, .list = list };

		rc = include_read(log, files->v[i], INCLUDE_FROM_LIST, &lines);
		for (size_t k = 0; rc == 0 && k < lines.n; k++) {
			reader.line = &lines.v[k];
			rc = read_line(&reader);
		}
		include_fini(&lines);
	}
	return rc;
}

void synclist_fini(struct synclist *list)
{
	for (size_t i = 0; i < list->n; i++)
		entry_fini(&list->v[i]);
	free(list->v);
	*list = (struct synclist){ 0 };
}
