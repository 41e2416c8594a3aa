/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/exlist.c - exclude lists in xCAT's syntax.
 */
#include "exlist.h"
#include "core/base/str.h"
#include "include.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

static int read_line(struct log *log, const struct list_line *line, struct exlist *list)
{
	const char *text = line->text + strspn(line->text, " \t");
	bool include = *text == '+';

	if (!*text || *text == '#')
		return 0;
	if (*text == '+' || *text == '-')
		text++;
	text += strspn(text, " \t");
	if (!str_starts(text, "./") || !text[2])
		return log_fail(
			log, EINVAL,
			"%s:%u: the pattern \"%s\" must begin with ./ (the "
			"image's root) and name something, as in ./usr/share/man*",
			line->file, line->number, text);
	if (str_ends(text, "/")) {
		log_warn(log,
			 "%s:%u: the pattern \"%s\" ends in a slash and never matches; "
			 "leave the slash out for the folder with all that is in it",
			 line->file, line->number, text);
		return 0;
	}
	strv_add(include ? &list->includes : &list->excludes, text);
	return 0;
}

int exlist_read(struct log *log, const struct strv *files, struct exlist *list)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->n; i++) {
		struct list_lines lines = { 0 };

		rc = include_read(log, files->v[i], INCLUDE_FROM_LIST, &lines);
		for (size_t j = 0; rc == 0 && j < lines.n; j++)
			rc = read_line(log, &lines.v[j], list);
		include_fini(&lines);
	}
	return rc;
}

bool exlist_match(const char *pattern, const char *path)
{
	return fnmatch(pattern, path, 0) == 0;
}

static bool match_any(const struct strv *patterns, const char *path)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (exlist_match(patterns->v[i], path))
			return true;
	return false;
}

bool exlist_excludes(const struct exlist *list, const char *path)
{
	return match_any(&list->excludes, path);
}

bool exlist_includes(const struct exlist *list, const char *path)
{
	return match_any(&list->includes, path);
}

void exlist_fini(struct exlist *list)
{
	strv_fini(&list->excludes);
	strv_fini(&list->includes);
}
