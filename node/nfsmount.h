/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsmount.h - one folder of one NFS server: the words by which it is mounted.
 */
#ifndef NODE_NFSMOUNT_H
#define NODE_NFSMOUNT_H

#include "netaddr.h"

#include <stddef.h>
#include <stdint.h>

enum { NFS_PORT = 2049, NFS_PATH = 1024, NFS_OPTIONS = 512, NFS_ID = 64 };

/* What the manifest's words say. */
struct nfs_words {
	char prefix[512]; /* stands before /netboot on the server; "" usually */
	uint16_t port;
	int is_live; /* /usr comes from the image's live folder */
};

/* "prefix=/install port=2049 live": all may be absent; text may be NULL.  0; -EINVAL for
 * a word that is unknown or wrong. */
int nfs_words_parse(const char *text, struct nfs_words *);

struct nfs_export {
	struct netaddr server, client; /* client: this node, for callbacks of NFSv4.0 */
	uint16_t port;
	const char *path;    /* on the server */
	const char *caching; /* mount options */
};

/* Takes "10.0.0.1:/export", "[fd00::1]:/export" or ":/export" apart; server->family is 0
 * for the last, and *path points into the text.  0, or -EINVAL. */
int nfs_export_parse(const char *text, struct netaddr *server, const char **path);

/* "10.0.0.1:/netboot/...", "[fd00::1]:/netboot/..." */
int nfs_source(const struct nfs_export *, char *text, size_t room);

/* Mount options as the kernel itself parses them (no mount.nfs takes part), for version
 * "4.2", "4.1", "4.0" or "3".  Both return 0 or -ENAMETOOLONG. */
int nfs_options(const struct nfs_export *, const char *version, char *text, size_t room);

/* What makes this node a client of its own: "HARDWARE-ADDRESS-NAME", cut to what the
 * kernel takes; the same at each of its boots. */
void nfs_unique_id(const struct hwaddr *, const char *name, char id[NFS_ID]);

/* The live folder of a generation's image: "/netboot/IMAGE/GENERATION" becomes
 * "/netboot/IMAGE/live.METHOD".  0, -EINVAL or -ENAMETOOLONG. */
int nfs_live_path(const char *root, const char *method, char *text, size_t room);

#endif
