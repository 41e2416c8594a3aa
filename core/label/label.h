/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/label/label.h - SELinux labels of a tree's files, as the tree's own policy has them.
 *
 * The host need not run SELinux: the labels are extended attributes (security.selinux).
 */
#ifndef LABEL_LABEL_H
#define LABEL_LABEL_H

#include "core/base/log.h"

#include <sys/types.h>

struct labels;

/* Reads what etc/selinux/config of the tree names: SELINUXTYPE's file_contexts with
 * .homedirs, .local, .subs and .subs_dist.  They are copied into the folder `scratch`,
 * which exists and is empty of them, so that no link of the tree is followed out of it.
 * *labels is NULL when the tree has no policy, or says SELINUX=disabled.  The caller ends
 * with labels_close().  0 or -errno, said: a policy that is named and cannot be read is an
 * error. */
int labels_open(struct log *, int tree, const char *scratch,
		struct labels **labels) MUST_CHECK;
void labels_close(struct labels *); /* NULL is fine */

/* Labels one entry: `path` ("usr/bin/ls", "." for the root itself) is both where it lies
 * below the folder `root` and what the policy knows it by.  No part of it may be a link
 * but the last.  An entry for which the policy wants no label keeps what it has.  0 or
 * -errno, said. */
int labels_set(struct log *, const struct labels *, int root, const char *path,
	       mode_t mode) MUST_CHECK;

/* The same for the folder `tree` and all that is below it; `where` is its name in
 * messages. */
int labels_set_tree(struct log *, const struct labels *, int tree,
		    const char *where) MUST_CHECK;

#endif
