/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/build.h - genimage: packages become a tree.
 *
 *   INSTALLDIR/trees/IMAGE/rootimg    the root
 *                         /kernels    "VERSION FILE" lines, the chosen one first
 *                         /packages   "NAME VERSION ARCH" lines, sorted
 *   INSTALLDIR/trees/.new-IMAGE/      being built; exchanged with IMAGE by one rename
 */
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include "inside.h"

#include "core/base/log.h"
#include "core/image/definition.h"
#include "core/plugin/registry.h"

#include <stdbool.h>

struct build_request {
	const struct definition *def;
	const struct registry *registry;
	const char *kernel; /* version to choose; NULL: the image's, or the newest */
	/* on a copy of the tree that is there; a plugin that knows no update installs anew
	 * (said) */
	bool update;
	/* Instead of packages: this argv, run in a copy of the tree, which is kept when that
	 * ends with 0; the image's scripts do not run.  Its argv is NULL: none. */
	struct inside command;
	bool dry_run;       /* checks everything and says the plan, changes nothing */
	bool (*stop)(void); /* true: end, and leave the old tree as it was */
};

/* Everything is checked before anything is touched.  0; -EBADRQC (said) when what the
 * user wrote cannot be built: an unknown distribution, no package list; -EBUSY (said) while another
 * command works on the image; -ECANCELED when stopped; another -errno (said).  The tree
 * is the new one after 0 and the old one after everything else. */
int build_image(struct log *, const struct build_request *) MUST_CHECK;

/* The distribution plugin of the definition: by its names, then by bid().  -ENOENT, said.
 * *asked: which of the plugin's names matched. */
int build_find_distro(struct log *, const struct registry *, const struct definition *,
		      const struct plugin **, const char **asked) MUST_CHECK;

/* This host's architecture, as uname -m says it; the caller frees it. */
char *build_own_arch(void);

#endif
