/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modalias.c - which modules a device wants, and with what options.
 */
#include "modalias.h"

#include "wire/words.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Thousands of patterns are compared with hundreds of devices: what stands before the
 * first wildcard decides nearly always. */
static int matches(const char *pattern, const char *modalias)
{
	size_t n = strcspn(pattern, "*?[\\");

	if (strncmp(pattern, modalias, n) != 0)
		return 0;
	return fnmatch(pattern + n, modalias + n, 0) == 0;
}

static char plain(char c)
{
	return c == '-' ? '_' : c;
}

/* n bytes of text are the module's name; '-' and '_' are the same. */
static int is_name(const char *text, size_t n, const char *name)
{
	if (strlen(name) != n)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (plain(text[i]) != plain(name[i]))
			return 0;
	return 1;
}

static int in_list(const char *list, size_t n, const char *module)
{
	while (n > 0) {
		const char *comma = memchr(list, ',', n);
		size_t part = comma ? (size_t)(comma - list) : n;

		if (is_name(list, part, module))
			return 1;
		list += part + (comma != NULL);
		n -= part + (comma != NULL);
	}
	return 0;
}

int modalias_is_blacklisted(const char *cmdline, const char *module)
{
	static const char *const words[] = { "modprobe.blacklist=", "module_blacklist=" };
	const char *word;
	size_t n;

	while (wire_words_next(&cmdline, &word, &n))
		for (size_t i = 0; i < 2; i++) {
			size_t name = strlen(words[i]);

			if (n > name && strncmp(word, words[i], name) == 0 &&
			    in_list(word + name, n - name, module))
				return 1;
		}
	return 0;
}

long modalias_next(const struct wire_modindex *index, const char *cmdline,
		   const char *modalias, size_t *at)
{
	while (*at < index->n_aliases) {
		const struct wire_alias *alias = &index->aliases[(*at)++];
		const struct wire_module *module = &index->modules[alias->module];

		if (matches(alias->pattern, modalias) && !module->blacklisted &&
		    !modalias_is_blacklisted(cmdline, module->name))
			return (long)alias->module;
	}
	return -1;
}

/* Quotes stay: the kernel's own parser reads them again. */
static void put_words(FILE *out, const char *cmdline, const char *module)
{
	const char *word;
	size_t n;

	while (wire_words_next(&cmdline, &word, &n)) {
		const char *dot = memchr(word, '.', n);
		size_t name = dot ? (size_t)(dot - word) : 0;
		const char *equal = memchr(word, '=', n);

		if (!dot || (equal && equal < dot) || !is_name(word, name, module))
			continue;
		fprintf(out, " %.*s", (int)(n - name - 1), dot + 1);
	}
}

char *modalias_options(const char *cmdline, const struct wire_module *module)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return NULL;
	fputs(module->options, out);
	put_words(out, cmdline, module->name);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
