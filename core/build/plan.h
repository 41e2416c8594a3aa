/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/plan.h - everything genimage must know, checked before anything is touched.
 */
#ifndef BUILD_PLAN_H
#define BUILD_PLAN_H

#include "build.h"
#include "script.h"

#include "core/lists/pkglist.h"

struct build_plan {
	const struct build_request *request;
	const struct plugin *distro;
	const char *asked;
	char *arch;
	struct strv sources;
	struct pkglist packages;
	struct scripts scripts; /* postinstall */
	/* The same as the border shows it; borrows from the above. */
	struct sl_image image;
	struct sl_pass *passes;
	const struct sl_pass **pass_pointers;
	char *cache;
	bool update; /* the hook update, on a copy of the tree */
};

int build_plan_make(struct log *, const struct build_request *,
		    struct build_plan *) MUST_CHECK;
void build_plan_say(const struct build_plan *); /* on standard output */
void build_plan_fini(struct build_plan *);

#endif
