/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/place.h - where media lie: INSTALLDIR/NAME/ARCH.
 *
 *   INSTALLDIR/NAME/ARCH                  the first medium, and what others add to it
 *                       /.stateless-media a line per medium: "SHA256 FOLDER MEDIUM"
 *                       /disc2, disc3     media that have files of their own where the
 *                                         first has others of the same name: an index of
 *                                         packages describes its own medium only
 *   INSTALLDIR/NAME/.new-ARCH             being copied
 *
 * A medium appears by one rename; one that adds to another appears file by file.
 */
#ifndef MEDIA_PLACE_H
#define MEDIA_PLACE_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/config/site.h"

struct place {
	char *folder, *staging;
	struct strv digests, folders; /* of the record; folder "." is the first's */
};

/* Reads the record.  name and arch are names of folders.  0 or -errno, said; place_fini()
 * is due in both cases. */
int place_open(struct log *, const struct site *, const char *name, const char *arch,
	       struct place *) MUST_CHECK;
void place_fini(struct place *);

/* Was the medium of that digest copied?  The folder it lies in, or NULL. */
const char *place_find(const struct place *, const char *digest);

/* All folders of packages, "disc2" and others behind the first; adds to *folders. */
void place_folders(const struct place *, struct strv *folders);

/* Puts what lies in the staging folder in place, and records it.  medium: of which file
 * or folder it came, for the record's reader. */
int place_commit(struct log *, struct place *, const char *digest,
		 const char *medium) MUST_CHECK;

#endif
