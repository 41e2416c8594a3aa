/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/acl.h - POSIX ACLs of archives, as the kernel takes them.
 */
#ifndef NODE_ACL_H
#define NODE_ACL_H

#include <stddef.h>
#include <sys/types.h>

enum { ACL_MOST = 1024, ACL_BYTES = 4 + 8 * ACL_MOST };

/* star's text, "user::rwx,user:1000:r-x,group::r--,mask::rwx,other::---", where ids are
 * numbers (as a fourth field too, which then counts), into the value of the attributes
 * system.posix_acl_* (linux/posix_acl_xattr.h).  Its length, or -EINVAL. */
ssize_t acl_from_text(const char *text, size_t n, unsigned char value[ACL_BYTES]);

#endif
