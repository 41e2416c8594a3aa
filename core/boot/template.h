/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/template.h - texts that are filled in for each node.
 *
 *   @name@  @ip@  @ATTRIBUTE@   the node's name; an attribute, its own or of its groups
 *   @@                          an @
 *
 * An @ that begins neither stands for itself.  Substitution is all there is: no
 * conditions, no code, and what is put in is not looked at again.
 */
#ifndef BOOT_TEMPLATE_H
#define BOOT_TEMPLATE_H

#include "core/base/arena.h"
#include "core/base/str.h"

struct template_part {
	const char *text; /* bytes as they are, or the name of an attribute */
	size_t n;         /* of text; 0: an attribute */
	unsigned line;    /* where it stands, from 1 */
};

struct template
{
	const struct template_part *parts;
	size_t n_parts;
	bool is_constant; /* the same for every node */
};

/* The parts are the arena's; the text may go. */
void template_parse(struct arena *, const char *text, size_t n, struct template *);

/* One of a text that is taken as it is. */
void template_of(struct arena *, const char *text, size_t n, struct template *);

/* The value of a name, or NULL. */
typedef const char *template_lookup(const void *arg, const char *name);

/* Appends the text.  NULL, or the part whose name has no value. */
const struct template_part *template_render(const struct template *, template_lookup *,
					    const void *arg, struct str *out) MUST_CHECK;

#endif
