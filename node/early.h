/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/early.h - labels of files that were made before a policy was loaded.
 *
 * A label that is set on tmpfs then is lost with the load: it has to be set once more.
 */
#ifndef NODE_EARLY_H
#define NODE_EARLY_H

#include <stddef.h>

/* A zeroed one is empty. */
struct early {
	struct early_label *labels;
	size_t n;
};

/* Both are copied.  0 or -ENOMEM. */
int early_add(struct early *, const char *path, const char *label, size_t n);

/* Sets each as the attribute `name` of its path below the folder.  0 or -errno. */
int early_apply(const struct early *, int root, const char *name);
void early_fini(struct early *);

/* Opens the folder in which the path below `root` lies, following no link; *last: the
 * last part of the path.  A descriptor, or -errno. */
int early_parent(int root, const char *path, const char **last);

#endif
