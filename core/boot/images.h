/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/images.h - the images that nodes are set to, each resolved once.
 */
#ifndef BOOT_IMAGES_H
#define BOOT_IMAGES_H

#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/config/site.h"
#include "core/image/definition.h"
#include "core/image/generation.h"

#include <stateless/plugin.h>

struct boot_image {
	char *reference; /* as it was asked for */
	bool found;      /* else: why not was said */
	struct generation generation;
	struct definition definition; /* empty for an image that nobody defined here */
	bool defined;
	struct sl_image image; /* as plugins see it; the rest is empty */
	const struct sl_artefact *kernel, *initrd;
};

struct boot_images {
	struct log *log;
	const struct site *site;
	struct arena arena;
	struct map by_reference; /* struct boot_image */
	struct boot_image **v;
	size_t n;
	struct strv names; /* of definitions, once asked for */
	struct definition *definitions;
	size_t n_definitions;
	bool names_known;
};

void images_init(struct boot_images *, struct log *, const struct site *);
void images_fini(struct boot_images *);

/* The image of IMAGE[:METHOD][@GENERATION], with its kernel and initrd; NULL after saying
 * why not, which is said for the first of many nodes only. */
const struct boot_image *images_resolve(struct boot_images *, const char *reference);

/* Are all that were resolved still there?  -ESTALE, said.  Asked in the transaction that
 * records them: who removes generations does so in one of the inventory's transactions,
 * so that what is seen here stays. */
int images_check(const struct boot_images *) MUST_CHECK;

/* The name of the one definition for nodes of this os ("debian12": distribution and
 * version), arch and profile, or NULL with the reason in `why`. */
const char *images_match(struct boot_images *, const char *os, const char *arch,
			 const char *profile, char *why, size_t room);

#endif
