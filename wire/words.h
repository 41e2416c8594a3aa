/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/words.h - the words of the kernel command line by which a node learns its root.
 *
 *   sl.root=PATH          the generation's folder below every server's root
 *   sl.servers=A[:PORT],  numeric addresses ([IPv6] in brackets); port 80 by default
 *   sl.digest=sha256:HEX  of PATH/manifest
 *   sl.files=sha256:HEX   of /netboot/nodes/NODE.tar; absent: the node has none
 *   sl.domain=DOMAIN      of the node's network
 *   sl.node=NAME          sl.overlay=SIZE|PERCENT|none    sl.status=URL
 *   sl.after=reboot|wait  what follows when the bound of all attempts is reached
 *   sl.timeout=SECONDS    that bound: without progress, from all servers (default: 600)
 */
#ifndef WIRE_WORDS_H
#define WIRE_WORDS_H

#include <stddef.h>

enum { WIRE_SHA256 = 64 };

/* Empty text: the word is absent. */
struct wire_words {
	char root[512];
	char servers[1024];
	char digest[WIRE_SHA256 + 1]; /* hex digits only */
	char files[WIRE_SHA256 + 1];
	char node[256];
	char domain[256];
	char overlay[32];
	char status[512];
	char after[16];
	char timeout[8]; /* digits only, not all of them 0 */
};

/* Reads the sl. words of a command line; words that are not ours are passed over.  A word
 * that is too long, unknown, or malformed (a digest that is not 64 hex digits, a root
 * that is not an absolute path without "..") is an error: -EINVAL, with the word in
 * `wrong` (at least 64 bytes). */
int wire_words_parse(const char *cmdline, struct wire_words *, char *wrong, size_t room);

/* Writes them as a command line.  Returns the length, or -ENOSPC. */
int wire_words_format(const struct wire_words *, char *text, size_t room);

/* Finds word NAME (as "ip" of "ip=..."; the last one wins, as in the kernel) and copies
 * its value.  Returns 1, 0 when absent, or -ENOSPC. */
int wire_words_find(const char *cmdline, const char *name, char *value, size_t room);

/* Steps through a command line as the kernel does: words end at blanks outside of double
 * quotes; "--" ends them all (what follows is for init).  *word is not NUL-ended and
 * still has its quotes.  Returns 1, or 0 at the end. */
int wire_words_next(const char **at, const char **word, size_t *n);

/* Copies a word of n bytes without its double quotes.  The length, or -ENOSPC. */
int wire_words_copy(const char *word, size_t n, char *out, size_t room);

#endif
