/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/changes.h - many objects made or changed at once, each whole or not.
 */
#ifndef INVENTORY_CHANGES_H
#define INVENTORY_CHANGES_H

#include "attributes.h"
#include "inventory.h"

enum edit_mode { EDIT_SET, EDIT_APPEND, EDIT_REMOVE };

struct change {
	const struct object *before; /* borrowed; NULL: the object is new */
	struct object after;
	bool failed; /* why was said */
};

struct changes {
	struct change *v;
	size_t n, room;
};

/* A change of this object, or with before NULL a new one, without attributes yet.  Valid
 * until the next call. */
struct change *changes_add(struct changes *, enum object_type, const char *name,
			   const struct object *before);

/* The object's attributes as they are, to change some of them. */
void change_keep(struct change *);

/* Sets an attribute (value "": unsets it), appends values to its list, or removes them
 * from it.  A node's value that is a pattern is computed now.  A failure is said, and is
 * the change's: the others go on. */
void change_edit(struct log *, struct change *, enum edit_mode,
		 const struct attribute *attribute);

/* Says why the attribute is not taken, and marks the change as failed. */
void change_fail(struct log *, struct change *, const struct attribute *,
		 const char *why);

/* Checks names and what was edited, and spells values as they are kept.  Failures are
 * said, and are the changes'. */
void changes_check(struct log *, struct changes *, const struct attribute_plugins *);

/* Puts what has not failed; a node with the mac or ip of another one fails then, which is
 * said with both names, and is as it was before.  -errno, said: the database. */
int changes_put(struct log *, struct inventory *, struct changes *) MUST_CHECK;

size_t changes_failed(const struct changes *);
void changes_fini(struct changes *);

#endif
