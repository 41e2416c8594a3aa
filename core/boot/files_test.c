/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/files_test.c - files held in memory, and paths that stay in their folder.
 */
#include "files.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char unit_suite[] = "boot files";

static void paths(void)
{
	static const struct {
		const char *path;
		bool good;
	} rows[] = {
		{ "a", true },
		{ "a/b-c_d.e", true },
		{ "pxelinux.cfg/01-52-54", true },
		{ "", false },
		{ "/a", false },
		{ "a/", false },
		{ "a//b", false },
		{ "..", false },
		{ "a/../b", false },
		{ ".new", false },
		{ "a/.b", false },
		{ "a b", false },
		{ "a\nb", false },
		{ "a\\b", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CU_ASSERT_EQUAL(files_is_path(rows[i].path), rows[i].good);
}

static void twice(void)
{
	const struct boot_file a = {
		.name = "t/x", .owner = "n1", .data = "1", .len = 1, .mode = 0644
	};
	struct boot_file b = a;
	struct boot_files files = { 0 };
	struct log log;

	log_init(&log, "test");
	log.level = -1;
	b.owner = "n2";
	UNIT_INT(files_add(&log, &files, &a), 1);
	UNIT_INT(files_add(&log, &files, &b), 0);
	b.data = "2";
	UNIT_INT(files_add(&log, &files, &b), -EEXIST);
	b.data = "1";
	b.mode = 0600;
	UNIT_INT(files_add(&log, &files, &b), -EEXIST);
	b.link = "y";
	UNIT_INT(files_add(&log, &files, &b), -EEXIST);
	UNIT_INT(files.n, 1);
	UNIT_STR(files_find(&files, "t/x")->owner, "n1");
	CU_ASSERT_PTR_NULL(files_find(&files, "t/y"));
	files_fini(&files);
}

const struct unit_case unit_cases[] = {
	{ "a path stays below its folder, and has no hidden parts", paths },
	{ "a file twice is one file, with other content an error", twice },
	{ NULL, NULL }
};
