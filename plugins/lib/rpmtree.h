/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmtree.h - trees of RPM packages, by whichever package manager.
 *
 * A plugin of such a distribution is a constant `struct rpmtree`, the functions that it
 * names, and files of data (data.h).  Functions that return int give 0, or -errno after
 * saying why.
 */
#ifndef LIB_RPMTREE_H
#define LIB_RPMTREE_H

#include "release.h"
#include "repos.h"

/* What is left behind by the installation: files of `folder` that match the pattern. */
struct rpmtree_leftover {
	const char *folder, *pattern;
};

struct rpmtree {
	const char *plugin; /* its name: the section of the configuration */
	const char *cache;  /* family and place of the cache: see stage_open() */
	const char *cache_place;
	const struct rpmtree_leftover *leftovers; /* ended by { NULL, NULL } */
	const char *const *key_units;  /* services that need SSH's host keys; NULL ends */
	const char *const *key_makers; /* one of these files is there: the distribution's
					* units make those keys at boot; NULL ends      */

	/* The package manager.  `self` is memory of the plugin, all zero.  open() is called
	 * once and first, unless something fails before it; fini() in any case. */
	int (*open)(struct sl_job *, const struct release *, void *self);
	void (*fini)(void *self);
	/* Says where the packages of the next commands come from. */
	int (*repositories)(void *self, const struct repos *);
	int (*prepare)(void *self); /* optional: before the first pass */
	/* No names: nothing is done.  never: NULL, or packages that must not come by this
	 * command.  env: NULL, or NAME=value for this command. */
	int (*install)(void *self, const char *const *names, const char *const *never,
		       const char *const *env);
	int (*remove)(void *self, const char *const *names, const char *const *env);
	int (*upgrade)(void *self);
};

/* The options that are read here and in the rest of this folder: rows for the plugin's
 * table. */
/* clang-format off */
#define RPMTREE_OPTIONS                                                                 \
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "signatures", "yes", NULL,                 \
	  "check the signatures of packages" },                                         \
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "repository_signatures", "no", NULL,       \
	  "check the signatures of repositories' metadata too" },                       \
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "key", NULL, NULL,                         \
	  "file or folder of keys; default: those beside the repository" },             \
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "weak_dependencies", "no", NULL,           \
	  "install recommended packages too" },                                         \
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "nodocs", "yes", NULL,                     \
	  "leave out manuals and documentation" },                                      \
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "exclude", NULL, NULL,                     \
	  "packages that are never installed" },                                        \
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "scriptlets", "strict",                  \
	  "strict|lenient",                                                             \
	  "what a package's script that fails means: an error, or a warning" },         \
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "proxy", NULL, NULL,                     \
	  "URL of an HTTP proxy" }
/* clang-format on */

/* What the genimage hooks of the same names do. */
int rpmtree_install(struct sl_job *, const struct rpmtree *, void *self);
int rpmtree_update(struct sl_job *, const struct rpmtree *, void *self);
int rpmtree_configure(struct sl_job *, const struct rpmtree *);

/* Removes what the installation leaves behind. */
int rpmtree_tidy(struct sl_job *, const struct rpmtree *);

/* Runs the image's passes, on a manager that was opened; `empty`: nothing is in the tree
 * yet. */
int rpmtree_passes(struct sl_job *, const struct rpmtree *, const struct release *,
		   void *self, int empty);

#endif
