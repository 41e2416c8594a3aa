/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/script.h - the programs of a site that finish a tree (postinstall) or a view
 * of it (packscripts).
 */
#ifndef BUILD_SCRIPT_H
#define BUILD_SCRIPT_H

#include "core/image/definition.h"

/* Start with { 0 }. */
struct scripts {
	struct strv *v; /* an argv each: the file's path, then the arguments written */
	size_t n;
};

/* What a script is told; all borrowed. */
struct script_setting {
	const struct definition *def;
	const char *arch;
	const char *kernel; /* version */
	const char *method; /* NULL in genimage */
	const char *tree;   /* the folder to change, which is also where it runs */
};

/* Reads the list "SCRIPT ARGUMENT..." of `key`: a relative path is looked for beside the
 * file that names it, an absolute one below the site's root.  0, or -errno, said, when one
 * is empty or cannot be run; scripts_fini() is due in both cases. */
int scripts_read(struct log *, const struct definition *, const char *key,
		 struct scripts *) MUST_CHECK;

/* Runs them in order, until one fails.  Arguments are xCAT's: tree, distribution with its
 * version, architecture, profile, then the user's own; so is the environment (IMG_NAME,
 * IMG_ARCH, IMG_OSVER, IMG_KERNELVERSION, IMG_PROFILE, IMG_PKGLIST, IMG_OTHERPKGLIST,
 * IMG_PKGDIR, IMG_OTHERPKGDIR, IMG_ROOTIMGDIR), and with a method IMG_METHOD. */
int scripts_run(struct log *, const struct scripts *,
		const struct script_setting *) MUST_CHECK;
void scripts_fini(struct scripts *);

#endif
