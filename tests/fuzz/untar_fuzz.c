/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/untar_fuzz.c - any bytes as the archive of a node's files.
 *
 * Whatever is read stays below the root, and its content within the archive.  Checksums
 * are put right first: no random byte would get behind them.
 */
#include "node/untar.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_checksums(char *data, size_t size)
{
	for (size_t at = 0; at + 512 <= size; at += 512) {
		unsigned sum = 0;

		if (memcmp(data + at + 257, "ustar", 5) != 0)
			continue;
		memset(data + at + 148, ' ', 8);
		for (size_t i = 0; i < 512; i++)
			sum += (unsigned char)data[at + i];
		snprintf(data + at + 148, 8, "%06o", sum);
	}
}

static void check(const struct untar *untar, const struct untar_entry *entry)
{
	const char *path = entry->path;

	if (entry->data < untar->data ||
	    entry->bytes > (size_t)(untar->data + untar->n - entry->data))
		abort();
	if (*path == '/' || !*path || strncmp(path, "../", 3) == 0 ||
	    strstr(path, "/../") || strcmp(path, "..") == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct untar_entry entry;
	char *copy = malloc(size + 1);
	struct untar untar = { .data = copy, .n = size };

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	put_checksums(copy, size);
	while (untar_next(&untar, &entry) > 0)
		check(&untar, &entry);
	free(copy);
	return 0;
}
