/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/packing.h - one packing: its plan, and the work that is done in the worker.
 */
#ifndef PACK_PACKING_H
#define PACK_PACKING_H

#include "collect.h"
#include "pack.h"
#include "syncfiles.h"

#include "core/build/build.h"
#include "core/build/kernels.h"
#include "core/build/script.h"
#include "core/lists/exlist.h"

struct packing {
	struct log *log;
	const struct pack_request *request;
	const struct plugin *distro, *method;
	const struct plugin **platforms;
	size_t n_platforms;
	struct kernels kernels; /* of the tree; the first is booted */
	struct exlist exlist;
	struct syncfiles syncfiles;
	struct scripts scripts; /* packscripts */
	struct sl_image image;  /* as the border shows it */
	struct sl_kernel *border_kernels;
	const struct sl_kernel **kernel_pointers;
	char *arch, *program, *packages;
	char *staging; /* becomes the generation */
	char *scratch; /* upper layer and work folder, on disk, never served */
};

/* In the worker: everything up to the manifest.  arg: a struct packing. */
int packing_work(void *arg, struct worker_note *) MUST_CHECK;

/* Removes .new-* folders of packings that were killed. */
int pack_clear_leftovers(struct log *, const char *netboot) MUST_CHECK;

#endif
