/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hosts.c - the node's own lines of /etc/hosts.
 */
#include "hosts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t\r"

static int is_word(const char *word, size_t n, const char *text)
{
	return n == strlen(text) && strncasecmp(word, text, n) == 0;
}

static int is_loopback(const char *word, size_t n)
{
	return strncmp(word, "127.", 4) == 0 || is_word(word, n, "::1");
}

/* One line without its comment: does it give `name` an address of the kind? */
static int names(const char *line, size_t length, const char *name, int loopback)
{
	const char *comment = memchr(line, '#', length), *end, *word;
	size_t n;

	end = comment ? comment : line + length;
	for (word = line; word < end && strchr(BLANKS, *word);)
		word++;
	n = strcspn(word, BLANKS "#\n");
	if (n == 0 || word >= end || is_loopback(word, n) != loopback)
		return 0;
	while ((word += n) < end) {
		word += strspn(word, BLANKS);
		n = strcspn(word, BLANKS "#\n");
		if (word >= end || n == 0)
			return 0;
		if (is_word(word, n, name))
			return 1;
	}
	return 0;
}

static int has_name(const char *text, const char *name, int loopback)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (names(text, n, name, loopback))
			return 1;
		text += n + (text[n] == '\n');
	}
	return 0;
}

/* "n1.cluster n1"; a name that has a domain of its own keeps it. */
static void put_names(FILE *out, const struct hosts *hosts)
{
	size_t bare = strcspn(hosts->name, ".");

	if (hosts->name[bare])
		fprintf(out, "%s %.*s\n", hosts->name, (int)bare, hosts->name);
	else if (hosts->domain[0])
		fprintf(out, "%s.%s %s\n", hosts->name, hosts->domain, hosts->name);
	else
		fprintf(out, "%s\n", hosts->name);
}

char *hosts_complete(const char *text, const struct hosts *hosts)
{
	int local = has_name(text, "localhost", 1);
	int own = !hosts->address[0] || has_name(text, hosts->name, 0);
	char *result = NULL;
	size_t n;
	FILE *out;

	if (local && own)
		return NULL;
	out = open_memstream(&result, &n);
	if (!out)
		return NULL;
	if (!local)
		fputs("127.0.0.1 localhost\n", out);
	if (!own) {
		fprintf(out, "%s ", hosts->address);
		put_names(out, hosts);
	}
	fputs(text, out);
	return fclose(out) == 0 ? result : NULL;
}
