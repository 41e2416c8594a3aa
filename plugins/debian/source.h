/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/source.h - where packages come from, as lines of sources.list(5).
 */
#ifndef DEBIAN_SOURCE_H
#define DEBIAN_SOURCE_H

#include "release.h"

#include "plugins/lib/args.h"

/* Adds a line for each of the image's sources (none: the distribution's own archives, by
 * the options mirror, security_mirror, updates, security) and of `more` (NULL-ended, or
 * NULL).  A source is one of
 *
 *   deb [...] URL SUITE COMPONENT...   taken as it is
 *   URL [SUITE [COMPONENT...]]         SUITE "./": a flat repository
 *   /FOLDER                            with dists/SUITE, or flat with a Packages file
 *
 * 0, or -errno after saying which source is unfit, and why. */
int source_lines(struct sl_job *, const struct release *, const char *const *more,
		 struct args *lines);

/* Those of the lines that mean something on a node (http, https), without options but for
 * the distribution's own keyring: what the tree's own sources.list holds. */
void source_for_tree(const struct release *, const struct args *lines, struct args *kept);

#endif
