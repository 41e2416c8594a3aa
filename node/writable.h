/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/writable.h - paths of a root without overlay that can be written to.
 *
 * The manifest lists them (wire/manifest.h, "writable").  First what the image has there is
 * copied into a tmpfs of their own, or once to an export (state.h); then the node's own files are laid over these copies;
 * then each is mounted over its path in the root.
 */
#ifndef NODE_WRITABLE_H
#define NODE_WRITABLE_H

#include "node.h"

/* The tree of copies: the root that a node's own files are unpacked into. */
#define WRITABLE_ROOT "/sl/writes/root"

/* Makes the tmpfs, as large as the overlay's would be, and the copies.  Does nothing where
 * the manifest lists no path.  0, or -errno after saying why. */
int writable_copy(struct node *);

/* Mounts them over the root, folders before what is in them.  0, or -errno after saying
 * why. */
int writable_mount(struct node *);

#endif
