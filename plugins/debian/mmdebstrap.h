/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/mmdebstrap.h - the first packages of an empty tree.
 */
#ifndef DEBIAN_MMDEBSTRAP_H
#define DEBIAN_MMDEBSTRAP_H

#include "release.h"

#include "plugins/lib/args.h"

/* Before apt looks at the tree: the links of a merged /usr, and who satisfies that. */
int mmdebstrap_prepare(struct sl_job *, const struct release *);

/* Installs the essential packages and those of the pass (NULL: none) from the lines.
 * 0, or -errno after saying why. */
int mmdebstrap_run(struct sl_job *, const struct release *, const struct args *lines,
		   const struct sl_pass *);

#endif
