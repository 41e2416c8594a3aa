/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/selection.h - "arch==x86_64", "os=~^sles": objects by their attributes.
 */
#ifndef INVENTORY_SELECTION_H
#define INVENTORY_SELECTION_H

#include "inventory.h"
#include "regex.h"

struct selection {
	char *key, *value; /* value: "" selects the unset ones by == */
	bool negated;      /* != and !~                              */
	bool matches;      /* =~ and !~: regex is compiled           */
	regex_t regex;
};

/* Is there an operator in the text? */
bool selection_is(const char *text);

/* KEY OP VALUE, OP one of == = != =~ !~; the value after a ~ may stand in slashes.
 * -EINVAL, said, for a text that cannot be read. */
int selection_parse(struct log *, const char *text, struct selection *) MUST_CHECK;
bool selection_matches(const struct selection *, const struct object *);
void selection_fini(struct selection *);

#endif
