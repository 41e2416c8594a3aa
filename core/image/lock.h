/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/lock.h - one command at a time works on an image.
 */
#ifndef IMAGE_LOCK_H
#define IMAGE_LOCK_H

#include "core/base/log.h"
#include "core/config/site.h"

/* Taken by whatever builds, packs, tags or removes: RUNDIR/image-NAME.lock.  Returns a
 * descriptor that holds it until it is closed, -EBUSY when another command holds it, or
 * another -errno; all said. */
int image_lock(struct log *, const struct site *, const char *image) MUST_CHECK;

#endif
