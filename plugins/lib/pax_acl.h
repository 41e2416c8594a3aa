/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_acl.h - POSIX ACLs: the kernel's attributes and libarchive's entries.
 *
 * The attribute is that of linux/posix_acl_xattr.h: 32 bits of version (2), then for each
 * entry 16 bits of tag, 16 of permissions and 32 of an id, little-endian.
 */
#ifndef LIB_PAX_ACL_H
#define LIB_PAX_ACL_H

#include "pax.h"

#include <archive_entry.h>

#define PAX_ACL_ACCESS  "system.posix_acl_access"
#define PAX_ACL_DEFAULT "system.posix_acl_default"

/* 0; -EINVAL: no attribute of this form. */
int pax_acl_to_archive(const struct pax_attribute *, struct archive_entry *);

/* Adds the attributes that the entry's ACLs stand for, and gives mode the group's bits as
 * stat(2) shows them: the mask.  0 or -errno. */
int pax_acl_from_archive(struct archive_entry *, struct pax_entry *);

#endif
