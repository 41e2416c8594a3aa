/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/media.h - copycds: an installation medium becomes a folder of packages.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "core/base/log.h"
#include "core/config/site.h"
#include "core/plugin/registry.h"

#include <stdbool.h>
#include <stdint.h>

struct media_request {
	const struct site *site;
	const struct registry *registry;
	const char *medium;     /* an image, a device, or a folder                     */
	const char *name;       /* of the folder, as "rhels9.4"; NULL: what it is      */
	const char *arch;       /* NULL: what it is                                    */
	bool inspect;           /* only say what it is                                 */
	bool dry_run, no_image; /* no_image: write no image file                       */
	bool (*stop)(void);
};

enum media_state { MEDIA_SEEN, MEDIA_COPIED, MEDIA_ADDED, MEDIA_SAME };

struct media_result {
	enum media_state state; /* with dry_run: what it would be                      */
	char *distro, *version, *arch, *name;
	char *plugin; /* that recognised it, or NULL                         */
	char *folder; /* where it lies; or NULL                              */
	char *image;  /* of the image file; or NULL                          */
	bool image_written;
	uint64_t bytes, files;
};

/* Lists and checks the medium, asks what it is, copies it beside its place and puts it
 * there; a failure or stop() leaves all as it was.  0 or -errno, said: -EBUSY while
 * another command copies to that place, -ECANCELED when stopped, -EINVAL for a medium
 * that nobody recognises.  media_result_fini() is due in any case. */
int media_copy(struct log *, const struct media_request *,
	       struct media_result *) MUST_CHECK;
void media_result_fini(struct media_result *);

#endif
