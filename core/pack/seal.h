/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/seal.h - digests of everything that was made, and the manifest that names
 * them.
 */
#ifndef PACK_SEAL_H
#define PACK_SEAL_H

#include "collect.h"
#include "digests.h"

#include "core/image/definition.h"
#include "core/plugin/registry.h"

struct seal {
	const struct definition *def;
	const struct sl_image *image; /* as the method's plugin saw it */
	const struct plugin *method;
	const char *network;     /* of the distribution's plugin, or NULL */
	const char *packages;    /* file of "NAME VERSION ARCH" lines */
	struct digests *digests; /* those that were taken ahead, or NULL */
};

/* Writes chunk lists and `manifest` into collect->output. */
int seal_write(struct log *, const struct seal *, struct collect *) MUST_CHECK;

#endif
