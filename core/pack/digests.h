/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/digests.h - digests of what was made, taken while other things are made.
 */
#ifndef PACK_DIGESTS_H
#define PACK_DIGESTS_H

#include "collect.h"

#include "core/base/digest.h"

struct digest_of {
	char hex[DIGEST_HEX + 1];
	uint64_t bytes;
	struct str chunks; /* as digest_fd() gives them */
};

struct digests;

/* Begins to read the outputs that are there, in a thread of its own, and has the kernel
 * write them to disk meanwhile.  Not NULL; where no thread can be started, nothing is
 * found later. */
struct digests *digests_begin(const struct collect *);

/* Waits until all are read.  NULL: that file was not there, could not be read, or was
 * changed since.  The result is the digests'. */
const struct digest_of *digests_find(struct digests *, const char *path);

void digests_free(struct digests *); /* NULL is fine */

#endif
