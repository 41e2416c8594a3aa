/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/describe.h - one line that says all that an entry of a tree is.
 *
 * The words are those of mtree(5), and two more:
 *
 *   PATH type=file mode=0755 uid=0 gid=0 size=N time=S.NNNNNNNNN sha256digest=HEX
 *   PATH type=dir|link|char|block|fifo|socket ... [link=TARGET] [device=MAJOR,MINOR]
 *   ...  xattrs=HEX      SHA-256 over its attributes by name: NAME NUL LENGTH NUL VALUE
 *   PATH hardlink=FIRST  another name of a file that has a line
 *
 * Paths begin with "."; bytes that are no printing ASCII, blanks, '#', '=' and '\' are
 * written as \ooo.
 */
#ifndef NFS_DESCRIBE_H
#define NFS_DESCRIBE_H

#include "walk.h"

#include <stdio.h>
#include <sys/types.h>

/* What NFS does not carry, and a node gets by HTTP: the lines of rootimg.nfs.attributes,
 * which node/nfsattributes.h describes. */
struct nfs_losses {
	FILE *list;
	unsigned long n;
	char first[NFS_PATH]; /* file that has one */
};

/* The line, with its newline, which the caller frees; NULL after fail().  losses: what
 * this entry loses is added, or NULL. */
char *nfs_describe(struct sl_job *, const struct nfs_entry *, struct nfs_losses *);

/* NFS does not carry this attribute: a capability, a POSIX ACL. */
int nfs_is_lost(const char *name);

/* Names of all attributes of a file (links are not followed), sorted, in memory that the
 * caller frees, each ended by NUL; *n bytes.  0, or -errno after fail(). */
int nfs_attributes(struct sl_job *, const char *path, char **names, size_t *n);

/* One attribute's value, which the caller frees.  Its length, or -errno after fail(). */
ssize_t nfs_attribute(struct sl_job *, const char *path, const char *name, char **value);

#endif
