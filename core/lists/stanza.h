/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/stanza.h - objects as text, in xCAT's stanza format.
 *
 *     # comment
 *     n1:
 *         objtype=node
 *         groups=compute,rack1
 *     default-node:
 *         arch=x86_64
 *
 * A header is a line that ends with a colon and has no '=' before it; the last colon ends
 * the name.  Blanks around names, keys and values and one pair of double quotes around a
 * value mean nothing.  The attributes of `default-TYPE:` hold for later objects of that
 * type that do not say otherwise; an empty value takes a default back.  A name that comes
 * again adds to its object.
 *
 * Not as in xCAT: `objtype` may stand anywhere in its stanza, and a line that is neither
 * header nor attribute, an attribute before any header and a missing objtype are errors.
 */
#ifndef LISTS_STANZA_H
#define LISTS_STANZA_H

#include "core/base/log.h"

#include <stddef.h>

struct stanza_pair {
	char *key, *value; /* value "": the attribute is to be unset */
};

struct stanza {
	char *name, *type; /* type as written: "node" */
	int line;          /* of its header           */
	struct stanza_pair *v;
	size_t n, room;
};

struct stanzas {
	struct stanza *v; /* in the order of the text */
	size_t n, room;
};

/* file: named in messages.  -EINVAL, said with file and line. */
int stanza_parse(struct log *, const char *file, const char *text,
		 struct stanzas *) MUST_CHECK;
void stanzas_fini(struct stanzas *);

#endif
