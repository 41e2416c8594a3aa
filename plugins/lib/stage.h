/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/stage.h - a tree made ready for an RPM package manager of this machine.
 *
 * Package managers put their folders below the root that they install to.  Theirs are in
 * SL_WORK, seen in the tree at STAGE_PLACE while packages are installed, so that nothing
 * of them stays; what they download is in SL_CACHE.  rpm is told by macros in the home
 * folder that the stage gives it.
 */
#ifndef LIB_STAGE_H
#define LIB_STAGE_H

#include "cache.h"

#define STAGE_PLACE "run/stateless-build"
#define STAGE_CACHE STAGE_PLACE "/cache"
#define STAGE_STATE STAGE_PLACE "/state"
#define STAGE_LOG   STAGE_PLACE "/log"

struct stage {
	char *folder; /* of this machine: what STAGE_PLACE shows */
	struct cache cache;
	int bound, mounted;
};

/* Mounts the stage, the cache called `family` (on `place` of the tree: STAGE_CACHE, or
 * where the package manager insists), and proc, sys and dev.  0, or -errno after
 * saying why; stage_close() is due in any case. */
int stage_open(struct sl_job *, const char *family, const char *place, struct stage *);

/* Unmounts and removes all of it. */
int stage_close(struct sl_job *, struct stage *);

#endif
