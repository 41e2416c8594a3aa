/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/generation.h - packed results: found, named, published, collected.
 *
 *   INSTALLDIR/netboot/IMAGE/GENERATION/   manifest, kernel, initrd, root...; immutable
 *   INSTALLDIR/netboot/IMAGE/current       -> GENERATION of the image's own method
 *                           /current.METHOD, previous.METHOD, tag.NAME -> GENERATION
 *                           /.new-PID/     being made; never served
 */
#ifndef IMAGE_GENERATION_H
#define IMAGE_GENERATION_H

#include "core/base/digest.h"
#include "core/base/log.h"
#include "core/config/site.h"
#include "wire/manifest.h"

#include <stdbool.h>

enum { GENERATION_NAME = 16 /* hex digits of the manifest's SHA-256 */ };

struct generation {
	char *image;
	char name[GENERATION_NAME + 1];
	char sha256[DIGEST_HEX + 1]; /* of its manifest: sl.digest */
	char *folder;
	char *urlpath;     /* "/netboot/IMAGE/NAME" */
	int64_t published; /* seconds since 1970 */
	uint64_t bytes;    /* of all its artefacts */
	struct wire_manifest manifest;
};

struct generations {
	struct generation *v; /* newest first */
	size_t n;
};

/* IMAGE[:METHOD][@GENERATION].  Parts that are absent are NULL.  -EINVAL, said. */
struct image_ref {
	char *image, *method, *generation;
};
int image_ref_parse(struct log *, const char *text, struct image_ref *) MUST_CHECK;
void image_ref_fini(struct image_ref *);

/* Finds the one generation that the text means: a unique prefix of four digits or more, a
 * tag, "current" (default), "previous".  method: used where the text names none; NULL:
 * the image's own `current`.  Every error is said. */
int generation_resolve(struct log *, const struct site *, const char *text,
		       struct generation *) MUST_CHECK;

/* All complete generations of an image (one that cannot be read is warned about). */
int generations_list(struct log *, const struct site *, const char *image,
		     struct generations *) MUST_CHECK;

/* Reads one by folder, checking that its name is its manifest's digest and that every
 * artefact is there with its size. */
int generation_read(struct log *, const char *image, const char *folder,
		    struct generation *) MUST_CHECK;

/* Publishes the finished folder `staging` (which holds `manifest`): syncs it, renames it
 * to its name and swaps the links; when that generation is there already, removes staging
 * and swaps the links only.  own: this is the image's own method. */
int generation_publish(struct log *, const struct site *, const char *image,
		       const char *staging, bool own, struct generation *) MUST_CHECK;

/* The names of links that point to the generation ("current", "tag.good"), and of tags.
 */
int generation_links(struct log *, const struct site *, const struct generation *,
		     struct strv *names) MUST_CHECK;
int generation_tag(struct log *, const struct site *, const struct generation *,
		   const char *tag) MUST_CHECK;

void generation_fini(struct generation *);
void generations_fini(struct generations *);

#endif
