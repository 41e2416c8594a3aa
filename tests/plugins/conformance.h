/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/conformance.h - parts of the checker that runs on every plugin.
 */
#ifndef PLUGINS_CONFORMANCE_H
#define PLUGINS_CONFORMANCE_H

#include "fake_host.h"

#include "core/plugin/registry.h"

#include <sys/types.h>

/* What a plugin is tried with: a small tree, an image made of it, a node and its host. */
struct world {
	char *folder;
	char *folders[FAKE_FOLDERS];
	const char *arch[2], *names[2];
	struct sl_kernel kernel;
	const struct sl_kernel *kernels[2];
	struct sl_artefact artefacts[3];
	const struct sl_artefact *listed[4];
	struct sl_pass pass;
	const struct sl_pass *passes[2];
	const char *install[2], *sources[2], *servers[2];
	struct sl_image image;
	struct sl_net net;
	struct sl_node host, node;
	struct sl_boot netboot, localboot;
	const struct sl_boot *attached[2];
};

/* Makes the folders below a new temporary one.  Ends the program when it cannot. */
void world_init(struct world *, const struct plugin *);
void world_fini(struct world *);

/* What no hook may change. */
struct surroundings {
	char cwd[4096];
	unsigned mask;
	size_t environment; /* a sum over every text of it */
	size_t descriptors;
	uint64_t blocked; /* the signal mask */
	off_t said[2];    /* what went to stdout and stderr */
};

void surroundings_note(struct surroundings *);

/* NULL: the same; else which differs, a constant. */
const char *surroundings_compare(const struct surroundings *before,
				 const struct surroundings *after);

/* Runs every hook in the order of a job, failing the n-th host call that can fail (0:
 * none).  Each defect is a line of `defects`.  Returns how many such calls there were. */
unsigned hooks_try(const struct plugin *, const struct world *, unsigned fail_at,
		   struct str *defects);

#endif
