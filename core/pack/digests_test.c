/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/digests_test.c - digests that are taken ahead.
 */
#include "digests.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void put(const char *path, const char *text, off_t size)
{
	int fd CLEANUP_FD = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CU_ASSERT_FATAL(fd >= 0);
	UNIT_INT(file_write_all(fd, text, strlen(text)), 0);
	UNIT_INT(ftruncate(fd, size), 0);
}

static void they_are_those_of_a_plain_read(void)
{
	char *folder CLEANUP_FREE = mem_dup(unit_folder());
	char *large CLEANUP_FREE = path_join(folder, "large");
	char *small CLEANUP_FREE = path_join(folder, "small");
	struct collected_output outputs[] = { { .path = large }, { .path = small } };
	const struct collect collect = { .outputs = outputs, .n_outputs = 2 };
	struct digests *digests;

	put(large, "x", 2 * (off_t)DIGEST_CHUNK + 1);
	put(small, "y", 1);
	digests = digests_begin(&collect);
	for (size_t i = 0; i < 2; i++) {
		const struct digest_of *got = digests_find(digests, outputs[i].path);
		struct str chunks CLEANUP_STR = { 0 };
		char hex[DIGEST_HEX + 1];
		uint64_t bytes;

		CU_ASSERT_PTR_NOT_NULL_FATAL(got);
		UNIT_INT(digest_file(outputs[i].path, hex, &bytes, &chunks), 0);
		UNIT_STR(got->hex, hex);
		UNIT_INT(got->bytes, bytes);
		UNIT_STR(str_text(&got->chunks), str_text(&chunks));
	}
	digests_free(digests);
}

static void a_changed_file_has_none(void)
{
	char *path CLEANUP_FREE = path_join(unit_folder(), "file");
	struct collected_output output = { .path = path };
	const struct collect collect = { .outputs = &output, .n_outputs = 1 };
	struct digests *digests;

	put(path, "before", 6);
	digests = digests_begin(&collect);
	CU_ASSERT_PTR_NOT_NULL(digests_find(digests, path));
	put(path, "afterwards", 10);
	CU_ASSERT_PTR_NULL(digests_find(digests, path));
	digests_free(digests);
}

static void what_cannot_be_read_has_none(void)
{
	char *folder CLEANUP_FREE = mem_dup(unit_folder());
	char *missing CLEANUP_FREE = path_join(folder, "missing");
	struct collected_output outputs[] = { { .path = folder }, { .path = missing } };
	const struct collect collect = { .outputs = outputs, .n_outputs = 2 };
	struct digests *digests = digests_begin(&collect);

	CU_ASSERT_PTR_NULL(digests_find(digests, folder));
	CU_ASSERT_PTR_NULL(digests_find(digests, missing));
	CU_ASSERT_PTR_NULL(digests_find(digests, "/never/announced"));
	digests_free(digests);
}

const char unit_suite[] = "core/pack/digests";
const struct unit_case unit_cases[] = {
	{ "they are those of a plain read", they_are_those_of_a_plain_read },
	{ "a file that was changed since has none", a_changed_file_has_none },
	{ "what cannot be read has none", what_cannot_be_read_has_none },
	{ NULL, NULL },
};
