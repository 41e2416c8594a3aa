/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/untar_fuzz.c - any bytes as the archive of a node's files, or of a root.
 *
 * Whatever is read stays below the root, and its content within the file.  Checksums are
 * put right first: no random byte would get behind them.
 */
#include "node/acl.h"
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

static void check_path(const char *path)
{
	if (*path == '/' || !*path || strncmp(path, "../", 3) == 0 ||
	    strstr(path, "/../") || strcmp(path, "..") == 0)
		abort();
}

static void check_entry(const struct untar *untar, const struct untar_entry *entry)
{
	if (entry->path[0] || !untar->takes_root || entry->type != UNTAR_FOLDER)
		check_path(entry->path);
	if (entry->type == UNTAR_HARD)
		check_path(entry->target);
}

static void check_attributes(const struct untar_entry *entry)
{
	struct untar_attribute attribute;
	unsigned char value[ACL_BYTES];
	size_t at = 0;

	while (untar_pax_attribute(entry->records, entry->n_records, &at, &attribute)) {
		if (strlen(attribute.name) >= UNTAR_ATTRIBUTE ||
		    attribute.value < entry->records ||
		    attribute.value + attribute.n > entry->records + entry->n_records)
			abort();
		acl_from_text(attribute.value, attribute.n, value);
	}
}

static void check_content(struct untar *untar, const struct untar_entry *entry)
{
	uint64_t end = 0, at;
	char piece[777];
	ssize_t n;

	while ((n = untar_read(untar, piece, sizeof(piece), &at)) > 0) {
		if (at < end || at + (uint64_t)n > entry->bytes)
			abort();
		end = at + (uint64_t)n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct untar_entry entry;
	char *copy = malloc(size + 1);
	struct untar_memory memory = { copy, size, 0 };
	struct untar_source source = untar_from_memory(&memory);
	struct untar untar;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	put_checksums(copy, size);
	untar_init(&untar, &source);
	untar.takes_root = (int)(size & 1);
	while (untar_next(&untar, &entry) > 0) {
		check_entry(&untar, &entry);
		check_attributes(&entry);
		check_content(&untar, &entry);
	}
	untar_fini(&untar);
	free(copy);
	return 0;
}
