/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/digest_test.c - vectors of FIPS 180-4, and chunk lists.
 */
#include "digest.h"
#include "file.h"
#include "path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_ABC     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void vectors(void)
{
	char hex[DIGEST_HEX + 1];

	digest_data("", 0, hex);
	UNIT_STR(hex, OF_NOTHING);
	digest_data("abc", 3, hex);
	UNIT_STR(hex, OF_ABC);
}

static void write_file(const char *path, size_t bytes)
{
	char *data CLEANUP_FREE = mem_alloc(bytes + 1);
	struct log log;

	log_init(&log, "test");
	memset(data, 'x', bytes);
	UNIT_INT(file_create(&log, path, 0644, data, bytes), 0);
}

static void chunks_of(size_t bytes, size_t lines)
{
	char *path CLEANUP_FREE = path_join(unit_folder(), "f");
	struct str chunks CLEANUP_STR = { 0 };
	char hex[DIGEST_HEX + 1], first[DIGEST_HEX + 1];
	char *data CLEANUP_FREE = mem_alloc(DIGEST_CHUNK);
	uint64_t size = 0;

	write_file(path, bytes);
	UNIT_INT(digest_file(path, hex, &size, &chunks), 0);
	UNIT_INT(size, bytes);
	UNIT_INT(chunks.n, lines * (DIGEST_HEX + 1));
	if (lines < 2)
		return;
	memset(data, 'x', DIGEST_CHUNK);
	digest_data(data, DIGEST_CHUNK, first);
	CU_ASSERT(str_starts(str_text(&chunks), first));
}

static void chunk_lists(void)
{
	chunks_of(0, 0);
	chunks_of(1, 1);
	chunks_of(DIGEST_CHUNK, 1);
	chunks_of(DIGEST_CHUNK + 1, 2);
	chunks_of(2 * DIGEST_CHUNK, 2);
}

static void a_missing_file(void)
{
	char hex[DIGEST_HEX + 1];

	UNIT_INT(digest_file("/nonexistent", hex, NULL, NULL), -ENOENT);
}

const char unit_suite[] = "digest";
const struct unit_case unit_cases[] = {
	{ "the standard's vectors", vectors },
	{ "one line for each 4 MiB", chunk_lists },
	{ "a missing file is an error", a_missing_file },
	{ NULL, NULL },
};
