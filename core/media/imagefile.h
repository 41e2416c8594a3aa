/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/imagefile.h - writes an image block as a person would.
 */
#ifndef MEDIA_IMAGEFILE_H
#define MEDIA_IMAGEFILE_H

#include "core/base/log.h"
#include "core/base/str.h"
#include "core/base/strv.h"
#include "core/config/site.h"

/* Can a configuration file hold the text?  It has no control character and no "${". */
bool imagefile_fits(const char *value);

/* comment: lines without "# ", or NULL. */
void imagefile_begin(struct str *, const char *comment, const char *name);
/* Nothing for a value that is NULL or empty, and for an empty list. */
void imagefile_word(struct str *, const char *key, const char *value);
void imagefile_list(struct str *, const char *key, const struct strv *values);
void imagefile_end(struct str *);

/* CONFDIR/images.d/NAME.conf; the caller frees. */
char *imagefile_path(const struct site *, const char *name);

/* Writes it there; the folder is made when missing.  0 or -errno, said. */
int imagefile_write(struct log *, const struct site *, const char *name,
		    const struct str *text) MUST_CHECK;

/* The path as an administrator writes it: without --root in front.  Borrowed. */
const char *imagefile_shown(const struct site *, const char *path);

#endif
