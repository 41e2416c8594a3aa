/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/iso.h - images of media: ISO 9660 with Rock Ridge or Joliet, by libarchive.
 */
#ifndef MEDIA_ISO_H
#define MEDIA_ISO_H

#include "listing.h"
#include "sink.h"

/* Adds all entries of the file, without their data, and checks them.  Devices, pipes and
 * sockets are left out with a warning.  stop: true ends with -ECANCELED.  0 or -errno,
 * said. */
int iso_list(struct log *, const char *file, bool (*stop)(void),
	     struct listing *) MUST_CHECK;

/* Writes the entries that are in the listing, or of these the wanted ones only.  -EBADMSG,
 * said, when the file ends too early or is no longer what was listed. */
int iso_extract(const char *file, const struct listing *, bool wanted_only,
		struct sink *) MUST_CHECK;

#endif
