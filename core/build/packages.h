/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/packages.h - which packages an image has, and from where.
 */
#ifndef BUILD_PACKAGES_H
#define BUILD_PACKAGES_H

#include "core/image/definition.h"
#include "core/lists/pkglist.h"

/* Adds the image's list of folders and URLs of repositories (pkgdir, otherpkgdir), as a
 * plugin takes them: a folder is below the site's root. */
void packages_sources(const struct definition *, const char *key, struct strv *sources);

/* Reads pkglist and, as passes after those, otherpkglist into *list (begins with { 0 };
 * pkglist_fini() is due in any case).  Of dir/name, pkglist has the name only, as in
 * xCAT; a pass of otherpkglist has as repositories its dirs below each otherpkgdir, or
 * otherpkgdir itself when it names none.  0 or -errno, said. */
int packages_read(struct log *, const struct definition *,
		  struct pkglist *list) MUST_CHECK;

#endif
