/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/fetch.h - files of the generation, fetched from the servers and verified.
 */
#ifndef NODE_FETCH_H
#define NODE_FETCH_H

#include "chunks.h"
#include "node.h"

/* Fetches a small file whole; data (NUL-ended) is given only when its SHA-256 is right,
 * and the caller frees it.  bytes: its length; 0: not known, at most `most`.  0, or
 * -errno after saying why. */
struct fetch {
	const char *name; /* below sl.root, or a whole path of the server */
	const char *sha256;
	uint64_t bytes;
	size_t most;
	int ms; /* that one try may take; 0: a minute */
};
int fetch_small(struct node *, const struct fetch *, char **data, size_t *n);

/* Reads the chunk digests of an artefact, if it has some. */
int fetch_chunks(struct node *, const struct wire_artefact *, struct chunks *);

/* Fetches an artefact into a file or a pipe, each chunk written only once it is verified.
 * A server that fails, or sends a wrong chunk, is left for the next one at that chunk.
 * 0, or -errno after saying why; -EPIPE is not said: who reads the pipe has ended, and
 * knows why. */
int fetch_artefact(struct node *, const struct wire_artefact *, int fd);

#endif
