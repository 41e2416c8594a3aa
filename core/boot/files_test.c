/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/files_test.c - files held in memory, and paths that stay in their folder.
 */
#include "files.h"
#include "plan.h"

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

/* One that several nodes gave stays for those that were not refused. */
static void refused(void)
{
	struct plan_node first = { .bad = false }, second = first;
	struct boot_file file = {
		.name = "s/hosts/h/x", .owner = "n1", .data = "1", .len = 1
	};
	struct boot_files files = { 0 };
	struct log log;

	log_init(&log, "test");
	log.level = -1;
	file.attached = &first;
	UNIT_INT(files_add(&log, &files, &file), 1);
	CU_ASSERT_FALSE(files_is_void(&files.v[0]));
	first.bad = true;
	CU_ASSERT(files_is_void(&files.v[0]));
	file.attached = &second;
	file.data = "2";
	UNIT_INT(files_add(&log, &files, &file), 1);
	UNIT_INT(files.n, 1);
	UNIT_STR(files_find(&files, "s/hosts/h/x")->data, "2");
	CU_ASSERT_FALSE(files_is_void(&files.v[0]));
	first.bad = false;
	file.attached = &first;
	UNIT_INT(files_add(&log, &files, &file), 0);
	second.bad = true;
	CU_ASSERT_FALSE(files_is_void(&files.v[0]));
	files_fini(&files);
}

const struct unit_case unit_cases[] = {
	{ "a path stays below its folder, and has no hidden parts", paths },
	{ "a file twice is one file, with other content an error", twice },
	{ "a file of a refused node is void, and another may have its name", refused },
	{ NULL, NULL }
};
