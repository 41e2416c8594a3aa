/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/words.c - the words of the kernel command line by which a node learns its root.
 */
#include "words.h"
#include "lines.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Values of up to this many bytes: the longest member of struct wire_words. */
enum { VALUE_MOST = 1024 };

static int is_root(const char *value)
{
	return value[0] == '/' && wire_is_file(value + 1);
}

/* What a URL, a list of addresses or a name may have in it; brackets are for IPv6. */
static int is_plain(const char *value, const char *others)
{
	for (; *value; value++)
		if (!isascii(*value) || (!isalnum(*value) && !strchr(others, *value)))
			return 0;
	return 1;
}

static int is_servers(const char *value)
{
	return strspn(value, "0123456789abcdefABCDEF.:[],") == strlen(value);
}

static int is_node(const char *value)
{
	return value[0] != '-' && value[0] != '.' && is_plain(value, "-._");
}

/* 512M, 2g, 1048576, 50%, none: what tmpfs takes as its size, and no tmpfs at all. */
static int is_overlay(const char *value)
{
	size_t digits = strspn(value, "0123456789");
	const char *unit = value + digits;

	if (strcmp(value, "none") == 0)
		return 1;
	if (digits == 0 || digits > 15 || strspn(value, "0") == digits)
		return 0;
	if (strcmp(unit, "%") == 0)
		return digits < 3 || strcmp(value, "100%") == 0;
	return !*unit || (strchr("kKmMgGtT", *unit) && !unit[1]);
}

static int is_status(const char *value)
{
	return strncmp(value, "http://", 7) == 0 && is_plain(value, "-._~:/[]@%?=&+,");
}

static int is_after(const char *value)
{
	return strcmp(value, "reboot") == 0 || strcmp(value, "wait") == 0;
}

static int is_timeout(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return digits <= 6 && !value[digits] && strspn(value, "0") != digits;
}

static const struct word {
	const char *name, *prefix; /* prefix: of the value, not kept */
	size_t offset, room;
	int (*is_good)(const char *value);
} words[] = {
#define MEMBER(m) offsetof(struct wire_words, m), sizeof(((struct wire_words *)0)->m)
	{ "sl.root", "", MEMBER(root), is_root },
	{ "sl.servers", "", MEMBER(servers), is_servers },
	{ "sl.digest", "sha256:", MEMBER(digest), wire_is_sha256 },
	{ "sl.files", "sha256:", MEMBER(files), wire_is_sha256 },
	{ "sl.node", "", MEMBER(node), is_node },
	{ "sl.domain", "", MEMBER(domain), is_node },
	{ "sl.overlay", "", MEMBER(overlay), is_overlay },
	{ "sl.status", "", MEMBER(status), is_status },
	{ "sl.after", "", MEMBER(after), is_after },
	{ "sl.timeout", "", MEMBER(timeout), is_timeout },
#undef MEMBER
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

int wire_words_next(const char **at, const char **word, size_t *n)
{
	const char *c = *at;
	int quoted = 0;

	while (isspace((unsigned char)*c))
		c++;
	*word = c;
	for (; *c && (quoted || !isspace((unsigned char)*c)); c++)
		if (*c == '"')
			quoted = !quoted;
	*n = (size_t)(c - *word);
	*at = c;
	return *n > 0 && !(*n == 2 && strncmp(*word, "--", 2) == 0);
}

int wire_words_copy(const char *word, size_t n, char *out, size_t room)
{
	size_t filled = 0;

	for (size_t i = 0; i < n; i++) {
		if (word[i] == '"')
			continue;
		if (filled + 1 >= room)
			return -ENOSPC;
		out[filled++] = word[i];
	}
	out[filled] = '\0';
	return (int)filled;
}

static int take(const struct word *known, const char *text, struct wire_words *out)
{
	const char *value = text + strlen(known->name) + 1;
	size_t prefix = strlen(known->prefix), n;

	if (strncmp(value, known->prefix, prefix) != 0)
		return -EINVAL;
	value += prefix;
	n = strlen(value);
	if (n == 0 || n >= known->room || !wire_is_token(value) || !known->is_good(value))
		return -EINVAL;
	memset((char *)out + known->offset, 0, known->room);
	memcpy((char *)out + known->offset, value, n);
	return 0;
}

static int take_word(const char *word, size_t n, struct wire_words *out)
{
	char text[VALUE_MOST + 64];

	if (wire_words_copy(word, n, text, sizeof(text)) < 0)
		return -EINVAL;
	for (size_t i = 0; i < WORDS; i++) {
		size_t name = strlen(words[i].name);

		if (strncmp(text, words[i].name, name) == 0 && text[name] == '=')
			return take(&words[i], text, out);
	}
	return -EINVAL;
}

int wire_words_parse(const char *cmdline, struct wire_words *out, char *wrong,
		     size_t room)
{
	const char *word;
	size_t n;

	*out = (struct wire_words){ 0 };
	while (wire_words_next(&cmdline, &word, &n)) {
		if (strncmp(word + (*word == '"'), "sl.", 3) != 0)
			continue;
		if (take_word(word, n, out) == 0)
			continue;
		snprintf(wrong, room, "%.*s", n < 4096 ? (int)n : 4096, word);
		return -EINVAL;
	}
	return 0;
}

int wire_words_format(const struct wire_words *in, char *text, size_t room)
{
	struct wire_out out = { .text = text, .room = room };

	for (size_t i = 0; i < WORDS; i++) {
		const char *value = (const char *)in + words[i].offset;

		if (*value)
			wire_put(&out, "%s%s=%s%s", out.n ? " " : "", words[i].name,
				 words[i].prefix, value);
	}
	if (out.full || room == 0)
		return -ENOSPC;
	text[out.n] = '\0';
	return (int)out.n;
}

int wire_words_find(const char *cmdline, const char *name, char *value, size_t room)
{
	size_t name_bytes = strlen(name), n;
	const char *word, *found = NULL;
	size_t found_bytes = 0;

	while (wire_words_next(&cmdline, &word, &n)) {
		if (n > 0 && *word == '"') {
			word++;
			n--;
		}
		if (n < name_bytes || strncmp(word, name, name_bytes) != 0 ||
		    (n > name_bytes && word[name_bytes] != '=' &&
		     word[name_bytes] != '"'))
			continue;
		found = word + name_bytes + (n > name_bytes);
		found_bytes = n - name_bytes - (n > name_bytes);
	}
	if (!found)
		return 0;
	return wire_words_copy(found, found_bytes, value, room) < 0 ? -ENOSPC : 1;
}
