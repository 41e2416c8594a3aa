/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/used.h - the images that nodes of a platform are set to.
 */
#ifndef BOOT_USED_H
#define BOOT_USED_H

#include "plan.h"

struct used {
	const struct sl_image **v; /* of the plan */
	size_t n;
	bool known;
};

/* Is it a node that this platform renders in this run? */
bool used_is_due(const struct plan_node *, const struct plan_platform *);

/* One of the images that this run sets nodes to, or NULL. */
const struct sl_image *used_first(const struct plan *, const struct plan_platform *);

/* Each generation once: those that this run sets nodes to, in the order of the nodes, then
 * what others keep, whose architecture is one of the platform's: which platform they have
 * is not looked up.  What cannot be read was said, and is passed over.  NULL: no more. */
const struct sl_image *used_at(struct used *, struct plan *, const struct plan_platform *,
			       size_t index);
void used_fini(struct used *);

#endif
