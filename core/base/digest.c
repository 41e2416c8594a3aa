/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/digest.c - SHA-256, by nettle.
 */
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <unistd.h>

static void finish(struct sha256_ctx *sha, char hex[DIGEST_HEX + 1])
{
	uint8_t raw[SHA256_DIGEST_SIZE];

	sha256_digest(sha, sizeof(raw), raw);
	for (size_t i = 0; i < sizeof(raw); i++)
		snprintf(hex + 2 * i, 3, "%02x", raw[i]);
}

void digest_data(const void *data, size_t bytes, char hex[DIGEST_HEX + 1])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, bytes, data);
	finish(&sha, hex);
}

struct chunker {
	struct sha256_ctx sha;
	size_t filled;
	struct str *list;
};

static void chunk_end(struct chunker *chunker)
{
	char hex[DIGEST_HEX + 1];

	finish(&chunker->sha, hex);
	str_addf(chunker->list, "%s\n", hex);
	chunker->filled = 0;
}

static void chunk_update(struct chunker *chunker, const uint8_t *data, size_t n)
{
	while (n) {
		size_t room = DIGEST_CHUNK - chunker->filled;
		size_t part = n < room ? n : room;

		sha256_update(&chunker->sha, part, data);
		chunker->filled += part;
		data += part;
		n -= part;
		if (chunker->filled == DIGEST_CHUNK)
			chunk_end(chunker);
	}
}

int digest_fd(int fd, char hex[DIGEST_HEX + 1], uint64_t *bytes, struct str *chunks)
{
	enum { BUFFER = 1 << 18 };
	uint8_t *buffer CLEANUP_FREE = mem_alloc(BUFFER);
	struct chunker chunker = { .list = chunks };
	struct sha256_ctx sha;
	uint64_t total = 0;

	sha256_init(&sha);
	sha256_init(&chunker.sha);
	for (;;) {
		ssize_t n = pread(fd, buffer, BUFFER, (off_t)total);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		sha256_update(&sha, (size_t)n, buffer);
		if (chunks)
			chunk_update(&chunker, buffer, (size_t)n);
		total += (uint64_t)n;
	}
	if (chunks && chunker.filled)
		chunk_end(&chunker);
	finish(&sha, hex);
	if (bytes)
		*bytes = total;
	return 0;
}

int digest_file(const char *path, char hex[DIGEST_HEX + 1], uint64_t *bytes,
		struct str *chunks)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : digest_fd(fd, hex, bytes, chunks);
}
