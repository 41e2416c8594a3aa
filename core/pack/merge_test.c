/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/merge_test.c
 */
#include "merge.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *path, *old, *more, *merged; /* merged NULL: refused */
	const char *says;
} cases[] = {
	{ "etc/group", "root:x:0:\nusers:x:100:\n", "hpc:x:500:a,b\n",
	  "root:x:0:\nusers:x:100:\nhpc:x:500:a,b\n", "" },
	{ "etc/group", "root:x:0:\nusers:x:100:", "# ours\n\nusers:x:100:a\n",
	  "root:x:0:\nusers:x:100:a\n", "" },
	{ "etc/group", "user:x:1:\nusers:x:2:\n", "user:x:3:\n",
	  "user:x:3:\nusers:x:2:\n", "" },
	{ "etc/group", "", "a:x:1:\na:x:2:\n", "a:x:2:\n", "" },
	{ "etc/passwd", "root:x:0:0::/root:/bin/sh\n", "u:x:1:1::/:/bin/sh",
	  "root:x:0:0::/root:/bin/sh\nu:x:1:1::/:/bin/sh\n", "" },
	{ "etc/shadow", "root:*:1::::::\n", "root:!:2:0:9:7:::\n", "root:!:2:0:9:7:::\n",
	  "" },
	{ "etc/passwd", "", "\nu:SECRET\n", NULL,
	  "src:2: a line of passwd is NAME and 6" },
	{ "etc/shadow", "", "u:SECRET:1:2:3:4:5:6:7:8\n", NULL,
	  "src:1: a line of shadow" },
	{ "etc/group", "", ":x:1:\n", NULL, "src:1: a line of group" },
};

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static void lines_are_added_or_replaced_by_name(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str old CLEANUP_STR = { 0 }, more CLEANUP_STR = { 0 };
		struct str merged CLEANUP_STR = { 0 }, said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		int rc;

		str_add(&old, cases[i].old);
		str_add(&more, cases[i].more);
		rc = merge_accounts(&log, cases[i].path, "src", &old, &more, &merged);
		UNIT_INT(rc, cases[i].merged ? 0 : -EINVAL);
		UNIT_STR(str_text(&merged), cases[i].merged ? cases[i].merged : "");
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
		CU_ASSERT_PTR_NULL(strstr(str_text(&said), "SECRET"));
	}
}

static void a_file_with_a_nul_byte_is_refused(void)
{
	struct str old CLEANUP_STR = { 0 }, more CLEANUP_STR = { 0 };
	struct str merged CLEANUP_STR = { 0 }, said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };

	str_addn(&more, "u:x:1:\0\n", 8);
	UNIT_INT(merge_accounts(&log, "etc/group", "src", &old, &more, &merged), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "NUL"));
}

const char unit_suite[] = "core/pack/merge";
const struct unit_case unit_cases[] = {
	{ "lines are added or replaced by name", lines_are_added_or_replaced_by_name },
	{ "a file with a NUL byte is refused", a_file_with_a_nul_byte_is_refused },
	{ NULL, NULL },
};
