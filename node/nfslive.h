/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfslive.h - files of a live /usr that have capabilities or ACLs.
 *
 * A live folder is mounted over the overlay, so the attributes that the overlay keeps are
 * hidden.  Each file that has some is bound from the overlay over its place in the live
 * folder: the same bytes, read from the generation, with the attributes.  When the server
 * replaces the file, the kernel drops the bind mount with the name that it covers, and the
 * node sees the new file, which has none until the node boots a generation that lists them.
 */
#ifndef NODE_NFSLIVE_H
#define NODE_NFSLIVE_H

#include <sys/stat.h>

/* Beginning of the paths that lie in the live folder. */
#define NFS_LIVE_BELOW "usr/"

struct nfs_live {
	int over; /* descriptor of the overlay's /usr, opened before it was covered */
	int live; /* of the folder that covers it */
	unsigned bound, left; /* files; left: folders, and files that differ in both */
	char first[4096];     /* of those left */
	int why;              /* it was left: -errno; -ESTALE: it differs */
};

/* Binds every file below usr/ that a list of attributes (nfsattributes.h) names.  0, or
 * -errno; -EINVAL for a list that is wrong. */
int nfs_live_bind(struct nfs_live *, const char *text);

/* A descriptor (O_PATH) of what lies below a folder, never through a link, or -errno. */
int nfs_live_open(int folder, const char *path);

/* 1: both are regular files, of one size, time (to the nanosecond), owner and mode: what
 * the packer goes by when it shares a file of the last generation. */
int nfs_live_is_same(const struct stat *, const struct stat *);

#endif
