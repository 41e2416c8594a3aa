/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/xattr.h - extended attributes: capabilities, ACLs, labels and what users set.
 */
#ifndef BASE_XATTR_H
#define BASE_XATTR_H

#include "log.h"

/* Gives `to` every attribute of `from`, in the order in which they are listed.  Links are
 * not followed.  A file system without attributes has none to copy.  0, or -errno after
 * naming both and the attribute. */
int xattr_copy(struct log *, const char *from, const char *to) MUST_CHECK;

#endif
