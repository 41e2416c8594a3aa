/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/profile.h - the lists of an image that names none: found by its profile.
 *
 * An image without pkglist, otherpkglist, exlist, synclists or postinstall takes the first
 * that there is of
 *
 *   PROFILE.OS.ARCH.EXT   PROFILE.ARCH.EXT   PROFILE.OS.EXT   PROFILE.EXT
 *
 * in INSTALLDIR/custom/netboot/FOLDER.  OS is distribution and version (which may be
 * written as one), then that without what follows a dash, then older ones, then the
 * distribution alone: rhel9.2-beta, rhel9.2, rhel9.1, rhel9.0, rhel9, rhel; each of them
 * is tried before the next form of name.  FOLDER is the longest beginning of rhel9.2 that is
 * a folder there ("rhel9", "rh").  EXT: pkglist, otherpkgs.pkglist, exlist, synclist,
 * postinstall.  An empty list, `exlist = {}`, is a list that is named.
 *
 * Source of the order: xCAT's lookup of profile files, which had several; this is that of
 * its genimage.
 */
#ifndef IMAGE_PROFILE_H
#define IMAGE_PROFILE_H

#include "definition.h"

/* What a profile's names are made of; version may be NULL. */
struct profile {
	const char *name, *distro, *version, *arch;
};

/* Adds the names of such files in the order in which they are looked for. */
void profile_names(const struct profile *, const char *ext, struct strv *names);

/* The folder of a site's own files, which the caller frees, or NULL: there is none. */
char *profile_folder(const struct site *, const char *distro, const char *version);

/* Sets each key that is unset and for which `folder` (NULL: none) has a file, as if the
 * image were defined in it: setting->file is the file found, setting->line 0. */
void profile_complete(struct definition *, const char *folder);

#endif
