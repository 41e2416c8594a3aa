/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/filelist.c - the filelists of MPSS 3.
 */
#include "filelist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { WORDS = 9 /* one more than any line has */ };

#define BLANKS " \t"

struct reading {
	struct sl_job *job;
	const char *name;
	struct filelist_entry entry;
	const char *words[WORDS]; /* "" where there is none */
	size_t n;
};

static const struct keyword {
	const char *word;
	mode_t type;
	size_t words;   /* of a whole line              */
	size_t mode;    /* which one is the mode, from 0 */
	const char *is; /* for messages                */
} keywords[] = {
	{ "dir", S_IFDIR, 5, 2, "dir PATH MODE UID GID" },
	{ "file", S_IFREG, 6, 3, "file PATH SOURCE MODE UID GID" },
	{ "slink", S_IFLNK, 6, 3, "slink PATH TARGET MODE UID GID" },
	{ "nod", 0, 8, 2, "nod PATH MODE UID GID c|b MAJOR MINOR" },
	{ "pipe", S_IFIFO, 5, 2, "pipe PATH MODE UID GID" },
	{ "sock", S_IFSOCK, 5, 2, "sock PATH MODE UID GID" },
};

SL_PRINTF(2, 3)
static int wrong(const struct reading *reading, const char *fmt, ...)
{
	char why[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return sl_fail(reading->job, EINVAL, "%s:%u: %s", reading->name,
		       reading->entry.line, why);
}

int filelist_is_plain(const char *path)
{
	while (1) {
		size_t n = strcspn(path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return 0;
		if (!path[n])
			return 1;
		path += n + 1;
	}
}

static int number(const struct reading *reading, const char *what, const char *word,
		  int base, unsigned long most, unsigned *out)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(word, &end, base);
	if (word[0] >= '0' && word[0] <= '9' && !*end && !errno && value <= most) {
		*out = (unsigned)value;
		return 0;
	}
	if (base == 8)
		return wrong(reading,
			     "\"%s\" is no %s: an octal number up to %lo is wanted", word,
			     what, most);
	return wrong(reading, "\"%s\" is no %s: a number up to %lu is wanted", word, what,
		     most);
}

static int read_path(struct reading *reading)
{
	const char *path = reading->words[1];

	if (path[0] != '/' || !filelist_is_plain(path + 1))
		return wrong(reading,
			     "the path \"%s\" must begin with a slash, and have no empty "
			     "parts, \".\" or \"..\"",
			     path);
	reading->entry.path = path + 1;
	return 0;
}

static int read_mode(struct reading *reading, const struct keyword *keyword)
{
	const char **words = reading->words + keyword->mode;
	unsigned mode = 0, uid = 0, gid = 0;
	int rc = number(reading, "mode", words[0], 8, 07777, &mode);

	if (rc == 0)
		rc = number(reading, "user's number", words[1], 10, UINT32_MAX - 1, &uid);
	if (rc == 0)
		rc = number(reading, "group's number", words[2], 10, UINT32_MAX - 1,
			    &gid);
	if (rc < 0)
		return rc;
	reading->entry.mode = keyword->type | mode;
	reading->entry.uid = uid;
	reading->entry.gid = gid;
	return 0;
}

static int read_source(struct reading *reading)
{
	const char *source = reading->words[2];

	if (!filelist_is_plain(source))
		return wrong(
			reading,
			"the source \"%s\" must be a path below the overlay's folder, "
			"without a slash in front, \".\" or \"..\"",
			source);
	reading->entry.source = source;
	return 0;
}

static int read_device(struct reading *reading)
{
	const char *kind = reading->words[5];
	int rc;

	if (strcmp(kind, "c") != 0 && strcmp(kind, "b") != 0)
		return wrong(reading,
			     "\"%s\" is neither c nor b: a device is one of them", kind);
	reading->entry.mode |= *kind == 'c' ? S_IFCHR : S_IFBLK;
	rc = number(reading, "major number", reading->words[6], 10, 0xfff,
		    &reading->entry.major);
	if (rc == 0)
		rc = number(reading, "minor number", reading->words[7], 10, 0xfffff,
			    &reading->entry.minor);
	return rc;
}

static const struct keyword *find_keyword(const char *word)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (strcmp(keywords[i].word, word) == 0)
			return &keywords[i];
	return NULL;
}

static int read_words(struct reading *reading)
{
	const struct keyword *keyword = find_keyword(reading->words[0]);
	int rc;

	if (!keyword)
		return wrong(reading,
			     "\"%s\" is none of dir, file, slink, nod, pipe and sock; a "
			     "comment begins with #",
			     reading->words[0]);
	if (reading->n != keyword->words)
		return wrong(reading, "it has %zu words%s, wanted %zu: %s", reading->n,
			     reading->n == WORDS ? " or more" : "", keyword->words,
			     keyword->is);
	rc = read_path(reading);
	if (rc == 0)
		rc = read_mode(reading, keyword);
	if (rc == 0 && keyword->type == S_IFREG)
		rc = read_source(reading);
	if (rc == 0 && keyword->type == 0)
		rc = read_device(reading);
	if (keyword->type == S_IFLNK)
		reading->entry.target = reading->words[2];
	return rc;
}

/* 1: an entry; 0: nothing is said there. */
static int read_line(struct reading *reading, char *line)
{
	const unsigned number_of_line = reading->entry.line;
	char *rest = line, *word;
	int rc;

	reading->entry = (struct filelist_entry){ .line = number_of_line };
	if (line[0] == '#' || line[strspn(line, BLANKS)] == '\0')
		return 0;
	for (const char *c = line; *c; c++)
		if ((unsigned char)*c < ' ' && *c != '\t')
			return wrong(reading, "it has a control character%s",
				     *c == '\r' ? ": lines end with a newline alone"
						: "");
	reading->n = 0;
	for (size_t i = 0; i < WORDS; i++)
		reading->words[i] = "";
	while (reading->n < WORDS && (word = strsep(&rest, BLANKS)))
		if (*word)
			reading->words[reading->n++] = word;
	rc = read_words(reading);
	return rc < 0 ? rc : 1;
}

int filelist_parse(struct sl_job *job, const char *name, const char *text,
		   filelist_visit *visit, void *arg)
{
	struct reading reading = { .job = job, .name = name };
	int rc = 0;

	while (rc == 0 && *text) {
		size_t n = strcspn(text, "\n");
		char *line = strndup(text, n);

		reading.entry.line++;
		rc = line ? read_line(&reading, line)
			  : sl_fail(job, ENOMEM, "out of memory");
		if (rc > 0)
			rc = visit(arg, &reading.entry);
		free(line);
		text += n + (text[n] == '\n');
	}
	return rc;
}
