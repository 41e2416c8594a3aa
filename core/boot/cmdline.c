/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/cmdline.c - the kernel command line of one node.
 */
#include "cmdline.h"

#include "core/base/str.h"
#include "wire/words.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct text {
	char *s;
	size_t n;
};

/* The room is larger than any kernel's limit, which the plan checks. */
static int add(struct text *text, const char *word, size_t n, char *why, size_t room)
{
	if (text->n + n + 2 > CMDLINE_MOST) {
		snprintf(why, room, "its kernel command line is over %d bytes",
			 CMDLINE_MOST);
		return -EINVAL;
	}
	if (text->n)
		text->s[text->n++] = ' ';
	memcpy(text->s + text->n, word, n);
	text->n += n;
	text->s[text->n] = '\0';
	return 0;
}

static bool is_reserved(const char *word)
{
	static const char *const prefixes[] = { "sl.",
						"ip=", "BOOTIF=", "systemd.machine_id=" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(word, prefixes[i]))
			return true;
	return false;
}

static int refuse(const char *word, size_t n, const char *because, char *why, size_t room)
{
	snprintf(why, room, "addkcmdline has the word \"%.*s\", %s", n < 60 ? (int)n : 60,
		 word, because);
	return -EINVAL;
}

static int check_word(const char *word, size_t n, char *why, size_t room)
{
	for (size_t i = 0; i < n; i++)
		if (word[i] == '"' || word[i] == '\'' || word[i] == '\\')
			return refuse(word, n, "which has a quote or backslash", why,
				      room);
		else if (!isprint((unsigned char)word[i]))
			return refuse("...", 3, "which has a control character", why,
				      room);
	if (is_reserved(word))
		return refuse(word, n, "which nodeset or the loader sets itself", why,
			      room);
	return 0;
}

static int add_words(struct text *text, const char *words, char *why, size_t room)
{
	int rc = 0;

	while (rc == 0 && words && *(words += strspn(words, " "))) {
		size_t n = strcspn(words, " ");

		rc = check_word(words, n, why, room);
		if (rc == 0 && !str_starts(words, "R::"))
			rc = add(text, words, n, why, room);
		words += n;
	}
	return rc;
}

/* Port 80 is what every reader of the word takes for granted. */
static size_t short_length(const char *server)
{
	return str_ends(server, ":80") ? strlen(server) - 3 : strlen(server);
}

static int put_servers(const struct cmdline *cmdline, struct wire_words *words)
{
	size_t at = 0;

	for (const char *const *s = cmdline->servers; *s; s++) {
		size_t n = short_length(*s);

		if (at + n + 2 > sizeof(words->servers))
			return -ENOSPC;
		if (at)
			words->servers[at++] = ',';
		memcpy(words->servers + at, *s, n);
		at += n;
	}
	words->servers[at] = '\0';
	snprintf(words->status, sizeof(words->status), "http://%.*s/status",
		 (int)short_length(cmdline->servers[0]), cmdline->servers[0]);
	return 0;
}

/* snprintf that knows when it was too much. */
static int put(char *to, size_t room, const char *from)
{
	int n = snprintf(to, room, "%s", from ? from : "");

	return n < 0 || (size_t)n >= room ? -ENOSPC : 0;
}

static int add_own(struct text *text, const struct cmdline *cmdline, char *why,
		   size_t room)
{
	struct wire_words words, read_back;
	char own[sizeof(words) + 256], wrong[64] = "";

	memset(&words, 0, sizeof(words));
	if (put(words.root, sizeof(words.root), cmdline->root) < 0 ||
	    put(words.digest, sizeof(words.digest), cmdline->digest) < 0 ||
	    put(words.files, sizeof(words.files), cmdline->files) < 0 ||
	    put(words.domain, sizeof(words.domain), cmdline->domain) < 0 ||
	    put(words.node, sizeof(words.node), cmdline->node) < 0 ||
	    put(words.overlay, sizeof(words.overlay), cmdline->overlay) < 0 ||
	    put(words.after, sizeof(words.after), cmdline->after) < 0 ||
	    put(words.timeout, sizeof(words.timeout), cmdline->timeout) < 0 ||
	    put_servers(cmdline, &words) < 0 ||
	    wire_words_format(&words, own, sizeof(own)) < 0) {
		snprintf(why, room,
			 "its name, servers, overlay or boot_timeout are too long for a "
			 "kernel command line");
		return -EINVAL;
	}
	/* What the node would refuse must not get as far as the node. */
	if (wire_words_parse(own, &read_back, wrong, sizeof(wrong)) < 0) {
		snprintf(why, room, "a node cannot read the word %s", wrong);
		return -EINVAL;
	}
	return add(text, own, strlen(own), why, room);
}

int cmdline_format(const struct cmdline *cmdline, char out[CMDLINE_MOST], char *why,
		   size_t room)
{
	struct text text = { out, 0 };
	char words[192];
	int rc = add_own(&text, cmdline, why, room), n;

	out[text.n] = '\0';
	n = snprintf(words, sizeof(words), "systemd.machine_id=%s%s%s",
		     cmdline->machine_id,
		     cmdline->console ? " console=tty0 console=" : "",
		     cmdline->console ? cmdline->console : "");
	if (rc == 0)
		rc = add(&text, words, (size_t)n, why, room);
	if (rc == 0)
		rc = add_words(&text, cmdline->way, why, room);
	for (size_t i = 0; rc == 0 && i < 3; i++)
		rc = add_words(&text, cmdline->added[i], why, room);
	return rc < 0 ? rc : (int)text.n;
}

int cmdline_console(const struct cmdline_serial *serial, char *text, size_t room)
{
	const char *port = serial->port;
	const char *speed = serial->speed ? serial->speed : "115200";
	const char *line = serial->line ? serial->line : "ttyS";
	bool number = isdigit((unsigned char)*port);

	for (const char *c = port; *c; c++)
		if (!isalnum((unsigned char)*c))
			return -EINVAL;
	if (!*port || strlen(port) > 16 || !*speed || strlen(speed) > 16 ||
	    strspn(speed, "0123456789") != strlen(speed))
		return -EINVAL;
	snprintf(text, room, "%s%s,%sn8%s", number ? line : "", port, speed,
		 serial->flow && strcmp(serial->flow, "hard") == 0 ? "r" : "");
	return 0;
}
