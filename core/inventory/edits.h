/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/edits.h - many objects made or changed at once, each whole or not.
 */
#ifndef INVENTORY_EDITS_H
#define INVENTORY_EDITS_H

#include "attributes.h"
#include "inventory.h"

enum edit_mode { EDIT_SET, EDIT_APPEND, EDIT_REMOVE };

struct edit {
	const struct object *before; /* borrowed; NULL: the object is new */
	struct object after;
	bool failed; /* why was said */
};

struct edits {
	struct edit *v;
	size_t n, room;
};

/* A change of this object, or with before NULL a new one, without attributes yet.  Valid
 * until the next call. */
struct edit *edits_add(struct edits *, enum object_type, const char *name,
		       const struct object *before);

/* The object's attributes as they are, to change some of them. */
void edit_keep(struct edit *);

/* Sets an attribute (value "": unsets it), appends values to its list, or removes them
 * from it.  A node's value that is a pattern is computed now.  A failure is said, and is
 * the change's: the others go on. */
void edit_attribute(struct log *, struct edit *, enum edit_mode,
		    const struct attribute *attribute);

/* Says why the attribute is not taken, and marks the change as failed. */
void edit_fail(struct log *, struct edit *, const struct attribute *, const char *why);

/* Checks names and what was edited, and spells values as they are kept.  Failures are
 * said, and are the changes'. */
void edits_check(struct log *, struct edits *, const struct attribute_plugins *);

/* Puts what has not failed; a node with the mac or ip of another one fails then, which is
 * said with both names, and is as it was before.  -errno, said: the database. */
int edits_put(struct log *, struct inventory *, struct edits *) MUST_CHECK;

size_t edits_failed(const struct edits *);
void edits_fini(struct edits *);

#endif
