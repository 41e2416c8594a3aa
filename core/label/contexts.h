/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/contexts.h - which lines of a policy's file_contexts can matter in a folder.
 *
 * A policy has some 5000 lines, each a regular expression; libselinux tries hundreds of
 * them for each path.  What a line's expression begins with is mostly plain text, which
 * tells where it cannot match: the lines that are left for one folder are few.
 *
 * Form of the files: file_contexts(5), selabel_file(5).
 */
#ifndef LABEL_CONTEXTS_H
#define LABEL_CONTEXTS_H

#include "core/base/arena.h"
#include "core/base/str.h"

struct context_line {
	const char *text, *prefix; /* prefix: what every path that matches begins with */
	size_t n_prefix;
};

struct context_alias {
	const char *from, *to; /* folders */
};

/* Start with { 0 }. */
struct contexts {
	struct context_line *lines;
	struct context_alias *aliases;
	size_t n_lines, lines_room, n_aliases, aliases_room;
	struct arena texts;
};

/* The lines of one file (file_contexts, .homedirs, .local, in this order). */
void contexts_add(struct contexts *, const char *text);

/* Those of one file of aliases (.subs, .subs_dist). */
void contexts_add_aliases(struct contexts *, const char *text);

/* Appends all lines, in their order, that can match an entry of the folder ("/", which is
 * an entry of itself, "/usr/bin"); some that cannot may be among them. */
void contexts_select(const struct contexts *, const char *folder, struct str *lines);

void contexts_fini(struct contexts *);

#endif
