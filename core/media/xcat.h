/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/xcat.h - an osimage object of xCAT becomes an image block.
 *
 * Source of the attributes: xCAT's tables osimage and linuximage, as `lsdef -t osimage -z`
 * prints them.  docs/xcat.md has the same table for people.
 */
#ifndef MEDIA_XCAT_H
#define MEDIA_XCAT_H

#include "core/base/log.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/config/site.h"
#include "core/lists/stanza.h"
#include "core/plugin/registry.h"

struct xcat_image {
	struct str text;   /* the image file                                          */
	struct strv notes; /* a sentence for each attribute that has no counterpart, and
			    * for each file that is not there                         */
};

/* 0; 1: an object that is no image of ours, the one note says why; -EINVAL, said: a name
 * or a value that no image file can hold, a distribution that no plugin builds.
 * xcat_image_fini() is due in any case. */
int xcat_convert(struct log *, const struct registry *, const struct site *,
		 const struct stanza *, struct xcat_image *) MUST_CHECK;
void xcat_image_fini(struct xcat_image *);

#endif
