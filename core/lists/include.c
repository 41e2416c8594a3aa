/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/include.c - list files of xCAT's kind, with what they include.
 */
#include "include.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTIVE "#INCLUDE:"

/* Far beyond any real list; they stop a chain of files that doubles at every step. */
enum { DEPTH_MOST = 32, FILES_MOST = 1000, BYTES_MOST = 16 << 20 };

/* A file being read; its includers are found by `outer`. */
struct source {
	const struct source *outer;
	const char *file; /* as in list_lines.files */
	unsigned number;  /* the line being read */
	unsigned depth;
	dev_t dev;
	ino_t ino;
};

struct reader {
	struct log *log;
	struct list_lines *lines;
	enum include_base base;
	const char *top; /* folder of the first file */
};

static int read_source(struct reader *, const char *file, const struct source *outer);

static void add_line(struct reader *reader, const struct source *source, const char *text,
		     size_t n)
{
	struct list_lines *lines = reader->lines;

	while (n && strchr(" \t\r\v\f", text[n - 1]))
		n--;
	if (n == 0)
		return;
	if (lines->n == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 64;
		lines->v = mem_grow(lines->v, lines->room, sizeof(*lines->v));
	}
	lines->v[lines->n++] = (struct list_line){
		.text = mem_ndup(text, n),
		.file = source->file,
		.number = source->number,
	};
}

/* xCAT replaced $NAME and ${NAME} by what the caller's environment had. */
static bool has_variable(const char *name)
{
	for (; (name = strchr(name, '$')); name++)
		if (name[1] == '{' || name[1] == '_' || isalpha((unsigned char)name[1]))
			return true;
	return false;
}

static int include(struct reader *reader, const struct source *source, const char *name,
		   size_t n)
{
	char *text CLEANUP_FREE = mem_ndup(name, n);
	char *folder CLEANUP_FREE = reader->base == INCLUDE_FROM_TOP
					    ? mem_dup(reader->top)
					    : path_parent(source->file);
	char *wanted = str_trim(text);
	char *file CLEANUP_FREE =
		*wanted == '/' ? mem_dup(wanted) : path_join(folder, wanted);

	if (!*wanted)
		return log_fail(reader->log, EINVAL,
				"%s:%u: " DIRECTIVE "# names no file", source->file,
				source->number);
	if (has_variable(wanted))
		return log_fail(
			reader->log, EINVAL,
			"%s:%u: " DIRECTIVE "%s# has a variable; write what it "
			"stands for: a list is the same for everyone who reads it",
			source->file, source->number, wanted);
	return read_source(reader, file, source);
}

/* The end of one directive may be the beginning of the next: #INCLUDE:a##INCLUDE:b# */
static int read_line(struct reader *reader, const struct source *source, const char *text)
{
	const char *first = text + strspn(text, " \t");
	const char *at;

	/* a comment may speak of the directive */
	if (*first == '#' && !str_starts(first, DIRECTIVE)) {
		add_line(reader, source, text, strlen(text));
		return 0;
	}
	while ((at = strstr(text, DIRECTIVE))) {
		const char *name = at + strlen(DIRECTIVE);
		const char *end = strchr(name, '#');
		int rc;

		if (!end)
			return log_fail(reader->log, EINVAL,
					"%s:%u: " DIRECTIVE " lacks the # at its end",
					source->file, source->number);
		add_line(reader, source, text, (size_t)(at - text));
		rc = include(reader, source, name, (size_t)(end - name));
		if (rc < 0)
			return rc;
		text = end + 1;
	}
	add_line(reader, source, text, strlen(text));
	return 0;
}

static int read_text(struct reader *reader, struct source *source, char *text, size_t n)
{
	char *end = text + n;

	for (char *line = text; line < end;) {
		char *newline = memchr(line, '\n', (size_t)(end - line));
		char *next = newline ? newline + 1 : end;
		int rc;

		if (newline)
			*newline = '\0';
		source->number++;
		if (strlen(line) != (size_t)((newline ? newline : end) - line))
			return log_fail(reader->log, EINVAL,
					"%s:%u: there is a NUL byte: this is no text",
					source->file, source->number);
		rc = read_line(reader, source, line);
		if (rc < 0)
			return rc;
		line = next;
	}
	return 0;
}

static int say(struct reader *reader, const char *file, const struct source *outer,
	       int err)
{
	if (err == EFBIG)
		return log_fail(reader->log, err, "%s is larger than %d bytes", file,
				BYTES_MOST);
	if (outer)
		return log_fail(reader->log, err, "%s:%u: cannot include %s: %s",
				outer->file, outer->number, file, strerror(err));
	return log_fail(reader->log, err, "cannot read the list %s: %s", file,
			strerror(err));
}

/* Files are told apart by inode: a loop by way of links is a loop too. */
static int check_loop(struct reader *reader, const struct source *source)
{
	const struct source *outer = source->outer;

	for (const struct source *s = outer; s; s = s->outer)
		if (s->dev == source->dev && s->ino == source->ino)
			return log_fail(reader->log, ELOOP,
					"%s:%u: including %s is a loop: it is being read "
					"already",
					outer->file, outer->number, source->file);
	if (source->depth > DEPTH_MOST || reader->lines->files.n > FILES_MOST)
		return log_fail(reader->log, ELOOP,
				"%s:%u: lists include each other more than %d deep or "
				"more than %d times in all",
				outer ? outer->file : source->file,
				outer ? outer->number : 0, DEPTH_MOST, FILES_MOST);
	return 0;
}

static int read_source(struct reader *reader, const char *file,
		       const struct source *outer)
{
	int fd CLEANUP_FD = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct str text CLEANUP_STR = { 0 };
	struct source source = { .outer = outer, .depth = outer ? outer->depth + 1 : 0 };
	struct stat st;
	int rc;

	if (fd < 0 || fstat(fd, &st) != 0)
		return say(reader, file, outer, errno);
	source.dev = st.st_dev;
	source.ino = st.st_ino;
	strv_add(&reader->lines->files, file);
	source.file = reader->lines->files.v[reader->lines->files.n - 1];
	rc = check_loop(reader, &source);
	if (rc < 0)
		return rc;
	rc = file_read_fd(fd, BYTES_MOST, &text);
	if (rc < 0)
		return say(reader, file, outer, -rc);
	return text.n ? read_text(reader, &source, text.s, text.n) : 0;
}

int include_read(struct log *log, const char *file, enum include_base base,
		 struct list_lines *lines)
{
	char *top CLEANUP_FREE = path_parent(file);
	struct reader reader = { log, lines, base, top };

	return read_source(&reader, file, NULL);
}

void include_fini(struct list_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->v[i].text);
	free(lines->v);
	strv_fini(&lines->files);
	*lines = (struct list_lines){ 0 };
}
