/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/listing_test.c - what a medium may hold.
 */
#include "listing.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

/* Up to three entries; says: what a refusal must say, "" for none. */
static const struct {
	struct entry v[3];
	const char *says;
} cases[] = {
	{ { { .kind = ENTRY_FILE, .path = "./a/", .bytes = 1 },
	    { .kind = ENTRY_FOLDER, .path = "." } },
	  "" },
	{ { { .kind = ENTRY_FOLDER, .path = "a" },
	    { .kind = ENTRY_FILE, .path = "a/b" },
	    { .kind = ENTRY_FILE, .path = "a-b" } },
	  "" },
	{ { { .kind = ENTRY_FILE, .path = "a/../b" } },
	  "\"a/../b\" leads out of its folder" },
	{ { { .kind = ENTRY_FILE, .path = "../b" } }, "leads out of its folder" },
	{ { { .kind = ENTRY_FILE, .path = "/b" } }, "is an absolute path" },
	{ { { .kind = ENTRY_FILE, .path = ".//b" } }, "" },
	{ { { .kind = ENTRY_FILE, .path = "a//b" } }, "has an empty part" },
	{ { { .kind = ENTRY_FILE, .path = "a/./b" } }, "has an empty part" },
	{ { { .kind = ENTRY_FILE, .path = "a\033[2J/.." } }, "a\\x1b[2J/.." },
	{ { { .kind = ENTRY_FILE, .path = "a" }, { .kind = ENTRY_FILE, .path = "./a" } },
	  "is there twice" },
	{ { { .kind = ENTRY_FILE, .path = "a" }, { .kind = ENTRY_FOLDER, .path = "a" } },
	  "is there twice" },
	{ { { .kind = ENTRY_FILE, .path = "a" }, { .kind = ENTRY_FILE, .path = "a/b" } },
	  "through what is no folder" },
	{ { { .kind = ENTRY_LINK, .path = "a", .target = "c" },
	    { .kind = ENTRY_FILE, .path = "a/b/d" },
	    { .kind = ENTRY_FOLDER, .path = "c" } },
	  "through what is no folder" },
	{ { { .kind = ENTRY_LINK, .path = "a", .target = "/etc" } }, "is a link out" },
	{ { { .kind = ENTRY_LINK, .path = "a", .target = "" } }, "is a link out" },
	{ { { .kind = ENTRY_LINK, .path = "a", .target = ".." } }, "is a link out" },
	{ { { .kind = ENTRY_LINK, .path = "d/a", .target = "../../x" } },
	  "is a link out" },
	{ { { .kind = ENTRY_LINK, .path = "d/a", .target = "x/../y" } },
	  "is a link out" },
	{ { { .kind = ENTRY_LINK, .path = "d/a", .target = ".././/x" },
	    { .kind = ENTRY_FILE, .path = "x" } },
	  "" },
	{ { { .kind = ENTRY_LINK, .path = "d/a", .target = "..a" },
	    { .kind = ENTRY_FILE, .path = "x" } },
	  "" },
	{ { { .kind = ENTRY_HARDLINK, .path = "a", .target = "./x" },
	    { .kind = ENTRY_FILE, .path = "x" } },
	  "" },
	{ { { .kind = ENTRY_HARDLINK, .path = "a", .target = "y" },
	    { .kind = ENTRY_FILE, .path = "x" } },
	  "a hard link to no file" },
	{ { { .kind = ENTRY_HARDLINK, .path = "a", .target = "d" },
	    { .kind = ENTRY_FOLDER, .path = "d" } },
	  "a hard link to no file" },
	{ { { .kind = ENTRY_FOLDER, .path = "a" } }, "holds no files" },
	{ { { .kind = ENTRY_FILE, .path = "a", .bytes = INT64_MAX },
	    { .kind = ENTRY_FILE, .path = "b", .bytes = 1 } },
	  "is too large" },
};

static void what_is_hostile_is_refused_by_name(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		struct listing listing = { 0 };
		int rc = 0;

		for (size_t k = 0; rc == 0 && k < 3 && cases[i].v[k].kind; k++)
			rc = listing_add(&log, "M", &listing, &cases[i].v[k]);
		if (rc == 0)
			rc = listing_check(&log, "M", &listing);
		UNIT_INT(rc, *cases[i].says ? -EBADMSG : 0);
		if (!strstr(str_text(&said), cases[i].says))
			fprintf(stderr, "\n  case %zu: %s\n", i, str_text(&said));
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
		listing_fini(&listing);
	}
}

static void digest(const struct entry *v, size_t n, int notes, char hex[65])
{
	struct log log = { .level = -1 };
	struct listing listing = { 0 };

	for (size_t i = 0; i < n; i++)
		CU_ASSERT_FATAL(listing_add(&log, "M", &listing, &v[i]) == 0);
	CU_ASSERT_FATAL(listing_check(&log, "M", &listing) == 0);
	CU_ASSERT_FATAL(listing_digest(&log, "M", &listing, notes, hex) == 0);
	listing_fini(&listing);
}

/* A medium mounted shows hard links as files, and its entries in another order. */
static void one_medium_has_one_digest(void)
{
	const char *folder = unit_folder();
	char *note CLEANUP_FREE = path_join(folder, "note");
	int fd CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct entry image[] = {
		{ .kind = ENTRY_FILE, .path = "note", .bytes = 4 },
		{ .kind = ENTRY_FILE, .path = "big", .bytes = 1 << 20 },
		{ .kind = ENTRY_HARDLINK, .path = "d/same", .target = "big" },
	};
	const struct entry mounted[] = {
		{ .kind = ENTRY_FILE, .path = "d/same", .bytes = 1 << 20, .mtime = 5 },
		{ .kind = ENTRY_FOLDER, .path = "d" },
		{ .kind = ENTRY_FILE, .path = "big", .bytes = 1 << 20 },
		{ .kind = ENTRY_FILE, .path = "note", .bytes = 4 },
	};
	struct log log = { .level = -1 };
	char one[65], two[65];

	CU_ASSERT_FATAL(file_create(&log, note, 0644, "12.5", 4) == 0);
	digest(image, 3, fd, one);
	digest(mounted, 4, fd, two);
	UNIT_STR(one, two);
	CU_ASSERT_FATAL(file_create(&log, note, 0644, "12.6", 4) == 0);
	digest(mounted, 4, fd, two);
	CU_ASSERT(strcmp(one, two) != 0);
}

const char unit_suite[] = "core/media/listing";
const struct unit_case unit_cases[] = {
	{ "what is hostile is refused by name", what_is_hostile_is_refused_by_name },
	{ "one medium has one digest", one_medium_has_one_digest },
	{ NULL, NULL },
};
