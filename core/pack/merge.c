/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/merge.c - entries of passwd(5), shadow(5) and group(5), added or replaced.
 */
#include "merge.h"

#include "core/base/path.h"
#include "core/base/strv.h"

#include <errno.h>
#include <string.h>

static size_t fields_of(const char *path)
{
	const char *name = path_base(path);

	if (strcmp(name, "passwd") == 0)
		return 7;
	return strcmp(name, "shadow") == 0 ? 9 : 4;
}

static size_t count_fields(const char *line)
{
	size_t n = 1;

	for (; (line = strchr(line, ':')); line++)
		n++;
	return n;
}

static bool same_name(const char *a, const char *b)
{
	size_t n = strcspn(a, ":");

	return n == strcspn(b, ":") && strncmp(a, b, n) == 0;
}

/* Lines without their ends; none is lost, an empty one neither. */
static void split_lines(const struct str *text, struct strv *lines)
{
	const char *at = str_text(text), *end = at + text->n;

	while (at < end) {
		size_t n = strcspn(at, "\n");

		strv_addn(lines, at, n);
		at += n + 1;
	}
}

static void put(struct strv *lines, const char *line)
{
	size_t i = 0;

	while (i < lines->n && !same_name(lines->v[i], line))
		i++;
	if (i == lines->n) {
		strv_add(lines, line);
		return;
	}
	mem_cleanup_free(&lines->v[i]);
	lines->v[i] = mem_dup(line);
}

int merge_accounts(struct log *log, const char *path, const char *from,
		   const struct str *old, const struct str *more, struct str *merged)
{
	struct strv lines CLEANUP_STRV = { 0 }, added CLEANUP_STRV = { 0 };
	size_t fields = fields_of(path);

	if (strlen(str_text(old)) != old->n || strlen(str_text(more)) != more->n)
		return log_fail(log, EINVAL,
				"%s or /%s of the image is no text: there "
				"is a NUL byte",
				from, path);
	split_lines(old, &lines);
	split_lines(more, &added);
	for (size_t i = 0; i < added.n; i++) {
		const char *line = added.v[i];

		if (!*line || *line == '#')
			continue;
		if (*line == ':' || count_fields(line) != fields)
			return log_fail(log, EINVAL,
					"%s:%zu: a line of %s is NAME and %zu more "
					"fields, with colons between them",
					from, i + 1, path_base(path), fields - 1);
		put(&lines, line);
	}
	for (size_t i = 0; i < lines.n; i++)
		str_addf(merged, "%s\n", lines.v[i]);
	return 0;
}
