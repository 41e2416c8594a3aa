/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/pack.h - packimage: a tree becomes a generation.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "core/base/log.h"
#include "core/image/definition.h"
#include "core/image/generation.h"
#include "core/plugin/registry.h"

#include <stdbool.h>

struct pack_request {
	const struct definition *def;
	const struct registry *registry;
	const char *method;          /* NULL: the image's own */
	const char *programs;        /* folder that holds ARCH/init, the node program */
	const struct strv *networks; /* "10.0.0.0/24": who may read it; NULL: nobody */
	bool copy;                   /* of the tree, in place of an overlay over it */
	bool dry_run;
	bool (*stop)(void);
};

/* Packs and publishes.  The tree is never changed.  0 and *generation (not with dry_run);
 * -EBADRQC when what the user wrote cannot be packed (an unknown method or platform),
 * -EBUSY, -ECANCELED or another -errno, all said: then nothing new is published. */
int pack_image(struct log *, const struct pack_request *, struct generation *) MUST_CHECK;

#endif
