/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/plan_test.c - the grammar of boot plans.
 */
#include "plan.h"

#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static int parse(const char *text, size_t n, struct boot_plan *plan, struct str *said)
{
	struct log log = { .sink = keep, .arg = said };

	return boot_plan_parse(&log, "p", text, n, plan);
}

static void wrong_lines(void)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "", "p: it is cut off, or not a text" },
		{ "wait a b 1", "p: it is cut off, or not a text" },
		{ "\n# nothing\n", "p: there is no step in it" },
		{ "boot now\n", "p:1: no step is called so" },
		{ "#\n\n write a b\n", "p:3: no step is called so" },
		{ "Write a b\n", "p:1: no step is called so" },
		{ "writes a b\n", "p:1: no step is called so" },
		{ "write a\tb\n", "p:1: a tab, a carriage return or another control "
				  "character" },
		{ "write a b\r\n", "p:1: a tab, a carriage return or another control "
				   "character" },
		{ "write\n", "p:1: a path is missing, or there are two blanks" },
		{ "write  a b\n", "p:1: a path is missing, or there are two blanks" },
		{ "write ../a b\n", "p:1: a path has an empty part, \".\" or \"..\"" },
		{ "write /dev/./a b\n",
		  "p:1: a path has an empty part, \".\" or \"..\"" },
		{ "write a//b c\n", "p:1: a path has an empty part, \".\" or \"..\"" },
		{ "write a/ c\n", "p:1: a path has an empty part, \".\" or \"..\"" },
		{ "write a\n", "p:1: there is nothing to write" },
		{ "write a \n", "p:1: there is nothing to write" },
		{ "wait a ready\n",
		  "p:1: a wait ends with its time limit, 1 to 3600 seconds" },
		{ "wait a ready 0\n",
		  "p:1: a wait ends with its time limit, 1 to 3600 seconds" },
		{ "wait a ready 3601\n",
		  "p:1: a wait ends with its time limit, 1 to 3600 seconds" },
		{ "wait a ready 5s\n",
		  "p:1: a wait ends with its time limit, 1 to 3600 seconds" },
		{ "wait a ready| 5\n",
		  "p:1: a value is missing, or begins or ends with a blank" },
		{ "wait a  5\n",
		  "p:1: a value is missing, or begins or ends with a blank" },
		{ "fail\n", "p:1: a value is missing" },
		{ "fail a||b\n",
		  "p:1: a value is missing, or begins or ends with a blank" },
		{ "fetch ftp://a/b sha256:" HEX " f\n",
		  "p:1: fetch wants \"http://ADDRESS[:PORT]/PATH\" or \"/PATH\"" },
		{ "fetch /a sha256:" HEX "0 f\n", "p:1: the digest is not \"sha256:\" "
						  "and 64 lower-case hex digits" },
		{ "fetch /a " HEX " f\n", "p:1: the digest is not \"sha256:\" and 64 "
					  "lower-case hex digits" },
		{ "fetch /a sha256:" HEX " f g\n",
		  "p:1: there are more words than the step has" },
		{ "join a\n", "p:1: a path is missing, or there are two blanks" },
		{ "join a b \n", "p:1: a path is missing, or there are two blanks" },
		{ "join a b a\n", "p:1: a file cannot be made of itself" },
		{ "gzip a b c\n", "p:1: gzip takes one file; join them first" },
		{ "link a\n", "p:1: the link's target is missing" },
		{ "link a b c\n", "p:1: there are more words than the step has" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct boot_plan plan CLEANUP_PLAN = { 0 };
		struct str said CLEANUP_STR = { 0 };

		UNIT_INT(parse(rows[i].text, strlen(rows[i].text), &plan, &said),
			 -EINVAL);
		UNIT_STR(str_text(&said), rows[i].said);
	}
}

static void every_step(void)
{
	static const char text[] = "# a card\n"
				   "fetch /netboot/c/1/root.gz sha256:" HEX " c/root\n"
				   "join c/all c/root /etc/c/part\n"
				   "gzip c/image c/all\n"
				   "link /lib/firmware/c/kernel /boot/kernel\n"
				   "fail boot failed|lost\n"
				   "wait c/state ready|no response 300\n"
				   "write c/cmdline quiet  root=ramfs\n"
				   "\n"
				   "stream /dev/c/boot c/image\n";
	struct boot_plan plan CLEANUP_PLAN = { 0 };
	struct str said CLEANUP_STR = { 0 };

	CU_ASSERT_EQUAL_FATAL(parse(text, sizeof(text) - 1, &plan, &said), 0);
	CU_ASSERT_EQUAL_FATAL(plan.n, 8);
	UNIT_INT(plan.v[0].kind, STEP_FETCH);
	UNIT_INT(plan.v[0].line, 2);
	UNIT_STR(plan.v[0].text, "/netboot/c/1/root.gz");
	UNIT_STR(plan.v[0].sha256, HEX);
	UNIT_STR(plan.v[0].path, "c/root");
	UNIT_INT(plan.v[1].list.n, 2);
	UNIT_STR(plan.v[1].list.v[1], "/etc/c/part");
	UNIT_STR(plan.v[2].list.v[0], "c/all");
	UNIT_STR(plan.v[3].text, "/boot/kernel");
	UNIT_STR(plan.v[4].list.v[0], "boot failed");
	UNIT_INT(plan.v[5].seconds, 300);
	UNIT_STR(plan.v[5].list.v[1], "no response");
	UNIT_STR(plan.v[6].text, "quiet  root=ramfs");
	UNIT_INT(plan.v[7].kind, STEP_STREAM);
	UNIT_INT(plan.v[7].line, 10);
	UNIT_STR(boot_plan_state_file(&plan), "c/state");
}

static void bounds(void)
{
	struct boot_plan plan CLEANUP_PLAN = { 0 }, more CLEANUP_PLAN = { 0 };
	struct str text CLEANUP_STR = { 0 }, said CLEANUP_STR = { 0 };

	for (int i = 0; i < PLAN_STEPS; i++)
		str_add(&text, "write a b\n");
	UNIT_INT(parse(text.s, text.n, &plan, &said), 0);
	CU_ASSERT_PTR_NULL(boot_plan_state_file(&plan));
	str_add(&text, "write a b\n");
	UNIT_INT(parse(text.s, text.n, &more, &said), -EINVAL);
	UNIT_STR(str_text(&said), "p:257: a plan has at most 256 steps");
	boot_plan_fini(&more);
	UNIT_INT(parse("write a\0b\n", 10, &more, &said), -EINVAL);
}

const char unit_suite[] = "hostboot/plan";
const struct unit_case unit_cases[] = {
	{ "a wrong line is refused with its number and the reason", wrong_lines },
	{ "each step is read with its line and its words", every_step },
	{ "a plan has a most number of steps, and no NUL", bounds },
	{ NULL, NULL },
};
