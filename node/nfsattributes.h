/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsattributes.h - attributes of files that NFS does not carry, as the manifest's
 * artefact rootimg.nfs.attributes lists them.
 *
 *   NAME HEX PATH    a line for each; the value as hex digits; PATH below the root, where
 *                    blanks, '\' and bytes that are no printing ASCII stand as \ooo
 */
#ifndef NODE_NFSATTRIBUTES_H
#define NODE_NFSATTRIBUTES_H

#include <stddef.h>

#define NFS_ATTRIBUTES "rootimg.nfs.attributes"

enum { NFS_ATTRIBUTE_NAME = 256, NFS_ATTRIBUTE_MOST = 8192 };

struct nfs_attribute {
	char name[NFS_ATTRIBUTE_NAME];
	char path[4096];
	unsigned char value[NFS_ATTRIBUTE_MOST];
	size_t n; /* of value */
};

/* Reads the line at *at and steps over it.  1; 0 at the end; -EINVAL for a line that is
 * none, or names another attribute than a capability or a POSIX ACL. */
int nfs_attribute_next(const char **at, struct nfs_attribute *);

/* Sets all of them below the root (without following links).  0, or -errno with what
 * failed in the last attribute read. */
int nfs_attributes_set(const char *root, const char *text, struct nfs_attribute *);

#endif
