/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/atom.h - one part of a node range, without operators.
 */
#ifndef INVENTORY_ATOM_H
#define INVENTORY_ATOM_H

#include "noderange.h"

/* What holds for a whole range while it is expanded. */
struct expansion {
	struct log *log;
	const char *range; /* for messages */
	const struct noderange_names *names;
	struct strv *missed;
	size_t made; /* names generated so far */
};

/* Adds the nodes of n1, n[1-3], n1-n3, n1:n3, n1+2, /REGEX or ATTRIBUTE==VALUE. */
int atom_expand(struct expansion *, const char *atom, struct strv *out) MUST_CHECK;

#endif
