/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/content.h - what lies in a node's NODE.tar.
 *
 * Templates of CONFDIR/node.d, then what the image's synclists give this node, then what
 * a platform rendered for it as a host: the later one wins where they name one path.
 * Everything is read once for all nodes.
 */
#ifndef BOOT_CONTENT_H
#define BOOT_CONTENT_H

#include "images.h"
#include "nodefile.h"
#include "synced.h"

/* The node program takes no more. */
enum { CONTENT_MOST = 64 << 20 /* bytes */ };

struct content_image {
	const char *name; /* borrowed from the image */
	struct synced synced;
	bool is_wrong; /* why was said */
};

struct content {
	struct log *log;
	const struct site *site;
	struct inventory *inventory;
	struct nodefiles templates;
	bool is_known, is_wrong; /* of the templates */
	struct content_image *images;
	size_t n_images;
};

void content_init(struct content *, struct log *, const struct site *,
		  struct inventory *);
void content_fini(struct content *);

struct content_node {
	const struct object *object;
	const struct boot_image *image;
	const struct nodefiles *host; /* rendered for it; or NULL */
	const char *unset;            /* for attributes that it lacks; NULL: refused */
	/* of a root without overlay, which lists the paths that can be written to;
	 * NULL: all can */
	const struct wire_manifest *only;
};

/* Does a synclist of the image name the node? */
bool content_names(struct content *, const struct boot_image *, const char *node);

/* Writes the archive.  1; 0: the node is given nothing; -EINVAL with the reason in why:
 * an attribute that is not set, a secret, a path that cannot be written to, too much. */
int content_write(struct content *, const struct content_node *, struct str *tar,
		  char *why, size_t room) MUST_CHECK;

#endif
