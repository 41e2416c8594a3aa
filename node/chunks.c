/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/chunks.c - the digests of an artefact's chunks.
 */
#include "chunks.h"

#include "wire/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = WIRE_SHA256 + 1 };

static int check(const struct chunks *chunks, size_t n)
{
	char hex[WIRE_SHA256 + 1];

	if (n != chunks->n * LINE)
		return -EINVAL;
	for (uint64_t i = 0; i < chunks->n; i++) {
		chunks_digest(chunks, i, hex);
		if (!wire_is_sha256(hex) || chunks->list[i * LINE + WIRE_SHA256] != '\n')
			return -EINVAL;
	}
	return 0;
}

int chunks_init(struct chunks *chunks, const struct wire_artefact *artefact, char *list,
		size_t n)
{
	*chunks = (struct chunks){ .bytes = artefact->bytes, .list = list };
	chunks->n = (artefact->bytes + WIRE_CHUNK - 1) / WIRE_CHUNK;
	memcpy(chunks->whole, artefact->sha256, sizeof(chunks->whole));
	if (!list)
		return chunks->n > 1 ? -EINVAL : 0;
	if (check(chunks, n) == 0)
		return 0;
	chunks_fini(chunks);
	return -EINVAL;
}

void chunks_digest(const struct chunks *chunks, uint64_t i, char hex[WIRE_SHA256 + 1])
{
	memcpy(hex, chunks->list ? chunks->list + i * LINE : chunks->whole, WIRE_SHA256);
	hex[WIRE_SHA256] = '\0';
}

size_t chunks_bytes(const struct chunks *chunks, uint64_t i)
{
	uint64_t left = chunks->bytes - i * WIRE_CHUNK;

	return left < WIRE_CHUNK ? (size_t)left : WIRE_CHUNK;
}

void chunks_fini(struct chunks *chunks)
{
	free(chunks->list);
	*chunks = (struct chunks){ 0 };
}
