/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/litefile.c - the list of paths that a node can write to.
 */
#include "litefile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct sl_job *job;
	const char *file;
	unsigned line;
	struct litefile *list;
};

static const struct {
	const char *option;
	uint32_t how; /* 0: refused */
} options[] = {
	{ "", SL_WRITABLE_MEMORY },
	{ "tmpfs", SL_WRITABLE_MEMORY },
	{ "tmpfs,rw", SL_WRITABLE_MEMORY },
	{ "rw", SL_WRITABLE_MEMORY },
	{ "link", SL_WRITABLE_MEMORY },
	{ "persistent", SL_WRITABLE_STATE },
	{ "link,persistent", SL_WRITABLE_STATE },
	{ "ro", SL_WRITABLE_NOT },
	{ "link,ro", SL_WRITABLE_NOT },
	{ "con", SL_WRITABLE_JOINED },
	{ "link,con", SL_WRITABLE_JOINED },
	{ "localdisk", 0 },
	{ "micmount", 0 },
};

static int wrong(const struct reader *reader, const char *what)
{
	return sl_fail(reader->job, EINVAL, "%s:%u: %s", reader->file, reader->line,
		       what);
}

static const char *fault_of(const char *path)
{
	if (*path != '/' || !path[strspn(path, "/")])
		return "a path begins with a slash and is not the root itself";
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			return "a path has no control characters";
	for (const char *part = path; (part = strchr(part, '/'));) {
		size_t n = strcspn(++part, "/");

		if ((n == 0 && *part) || (n == 1 && *part == '.') ||
		    (n == 2 && strncmp(part, "..", 2) == 0))
			return "a path has no part that is empty, \".\" or \"..\"";
	}
	return NULL;
}

/* The place of the path in the list, or where it belongs. */
static size_t place_of(const struct litefile *list, const char *path)
{
	size_t i = 0;

	while (i < list->n && strcmp(list->v[i].path, path) < 0)
		i++;
	return i;
}

static int put(const struct reader *reader, const char *text, size_t n, uint32_t how)
{
	struct litefile *list = reader->list;
	struct lite lite = { .how = how, .line = reader->line };
	size_t at;

	lite.is_folder = text[n - 1] == '/';
	lite.path = strndup(text, lite.is_folder ? n - 1 : n);
	if (!lite.path)
		return sl_fail(reader->job, ENOMEM, "memory is out");
	at = place_of(list, lite.path);
	if (at < list->n && strcmp(list->v[at].path, lite.path) == 0) {
		free(list->v[at].path);
		list->v[at] = lite;
		return 0;
	}
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct lite *more = reallocarray(list->v, room, sizeof(*more));

		if (!more) {
			free(lite.path);
			return sl_fail(reader->job, ENOMEM, "memory is out");
		}
		list->v = more;
		list->room = room;
	}
	memmove(list->v + at + 1, list->v + at, (list->n - at) * sizeof(*list->v));
	list->v[at] = lite;
	list->n++;
	return 0;
}

static int add(const struct reader *reader, const char *path, const char *option)
{
	const char *fault = fault_of(path);

	if (fault)
		return wrong(reader, fault);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(options[i].option, option) != 0)
			continue;
		if (options[i].how)
			return put(reader, path, strlen(path), options[i].how);
		return wrong(reader, "localdisk and micmount have no counterpart here");
	}
	return wrong(reader, "the option is none of tmpfs, persistent, ro, con");
}

static char *trim(char *text)
{
	size_t n;

	text += strspn(text, " \t\r");
	n = strlen(text);
	while (n && strchr(" \t\r", text[n - 1]))
		text[--n] = '\0';
	return text;
}

/* Cuts the next "FIELD" off a row; "" for an empty or missing one, NULL for none such. */
static char *next_field(char **row)
{
	char *at = *row, *end;

	if (*at == ',' || !*at) {
		*row = *at ? at + 1 : at;
		*at = '\0';
		return at;
	}
	end = *at == '"' ? strchr(at + 1, '"') : NULL;
	if (!end || (end[1] && end[1] != ','))
		return NULL;
	*end = '\0';
	*row = end[1] ? end + 2 : end + 1;
	return at + 1;
}

static int read_row(const struct reader *reader, char *row)
{
	const char *image = next_field(&row);
	const char *path = image ? next_field(&row) : NULL;
	const char *option = path ? next_field(&row) : NULL;

	if (!option)
		return wrong(reader, "a row is \"IMAGE\",\"PATH\",\"OPTION\"");
	if (*image && strcmp(image, "ALL") != 0 &&
	    strcmp(image, sl_image_of(reader->job)->name) != 0)
		return 0;
	return add(reader, path, option);
}

static int read_line(const struct reader *reader, char *line)
{
	char *comment, *option;

	line = trim(line);
	if (*line == '"' || *line == ',')
		return read_row(reader, line);
	for (comment = line; (comment = strchr(comment, '#')); comment++)
		if (comment == line || strchr(" \t", comment[-1]))
			break;
	if (comment)
		*comment = '\0';
	line = trim(line);
	if (!*line)
		return 0;
	option = line + strcspn(line, " \t");
	if (*option) {
		*option++ = '\0';
		option = trim(option);
	}
	return add(reader, line, option);
}

int litefile_read(struct sl_job *job, const char *file, const char *text, size_t n,
		  struct litefile *list)
{
	struct reader reader = { job, file, 0, list };
	char *copy = strndup(text, n), *at = copy, *line;
	int rc = 0;

	if (!copy)
		return sl_fail(job, ENOMEM, "memory is out");
	if (strlen(copy) != n)
		rc = sl_fail(job, EINVAL, "%s is no text: it has a NUL byte", file);
	while (rc == 0 && (line = strsep(&at, "\n"))) {
		reader.line++;
		rc = read_line(&reader, line);
	}
	free(copy);
	return rc;
}

static const struct lite *above(const struct litefile *list, size_t i)
{
	const struct lite *longest = NULL;

	for (size_t k = 0; k < i; k++) {
		size_t n = strlen(list->v[k].path);

		if (strncmp(list->v[k].path, list->v[i].path, n) == 0 &&
		    list->v[i].path[n] == '/')
			longest = &list->v[k];
	}
	return longest;
}

int litefile_check(struct sl_job *job, const char *file, const struct litefile *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct lite *lite = &list->v[i], *parent = above(list, i);
		const char *fault = NULL;

		if (lite->is_folder && lite->how == SL_WRITABLE_JOINED)
			fault = "con is for files, and this is a folder";
		else if (parent && !parent->is_folder)
			fault = "it lies below a path that is listed as a file: a "
				"folder's path ends with a slash";
		else if (parent && parent->how == SL_WRITABLE_STATE &&
			 lite->how != SL_WRITABLE_STATE && lite->how != SL_WRITABLE_NOT)
			fault = "it lies below a persistent folder and is neither "
				"persistent nor ro";
		if (fault)
			return sl_fail(job, EINVAL, "%s:%u: %s: %s", file, lite->line,
				       lite->path, fault);
	}
	return 0;
}

void litefile_fini(struct litefile *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i].path);
	free(list->v);
	*list = (struct litefile){ NULL, 0, 0 };
}
