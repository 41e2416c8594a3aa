/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/chunks.h - the digests of an artefact's chunks.
 */
#ifndef NODE_CHUNKS_H
#define NODE_CHUNKS_H

#include "wire/manifest.h"

/* How an artefact is verified: by its chunks, or whole when it has no more than one. */
struct chunks {
	uint64_t bytes; /* of the artefact */
	uint64_t n;
	char *list; /* text of n lines, or NULL: whole */
	char whole[WIRE_SHA256 + 1];
};

/* Takes the list (n bytes, NUL-ended; ours from now on, also after an error).  NULL: the
 * artefact has none, and must not be larger than one chunk.  0, or -EINVAL: the list does
 * not fit the artefact. */
int chunks_init(struct chunks *, const struct wire_artefact *, char *list, size_t n);

/* 64 hex digits and a NUL. */
void chunks_digest(const struct chunks *, uint64_t i, char hex[WIRE_SHA256 + 1]);
size_t chunks_bytes(const struct chunks *, uint64_t i);
void chunks_fini(struct chunks *);

#endif
