/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsclient.h - this node as a client of NFS servers: its name, and its mounts.
 */
#ifndef NODE_NFSCLIENT_H
#define NODE_NFSCLIENT_H

#include "nfsmount.h"
#include "node.h"

struct nfs_attempt {
	struct node *node;
	struct nfs_export from; /* but for its server */
	const char *target;
	unsigned long flags; /* of mount(2) */
	char source[NFS_PATH + NETADDR_TEXT + 4];
	char why[256];
};

/* Gives the node a name of its own among a server's clients; before anything is mounted:
 * clients of one name, or of none, take each other's state away for ever. */
void nfs_client_name(struct node *);

/* Mounts the export on `target`, which is there, from one of n servers after the other, by
 * the newest version that it has, as long as sl.timeout says.  The servers' ports are
 * HTTP's and not used.  0, or -errno after saying why. */
int nfs_client_mount(struct nfs_attempt *, const struct server *servers, size_t n);

#endif
