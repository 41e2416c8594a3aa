/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/manager_test.c - what a package manager says, understood.
 */
#include "fakehost.h"
#include "manager.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static struct fake fake;

static const char *const fine[] = {
	"  Installing       : bash-5.1-1.x86_64          3/6 ",
	"  Running scriptlet: bash-5.1-1.x86_64          3/6 ",
	"a script may say that something failed",
	"",
	"Complete!",
	NULL,
};

static const char *const failing[] = {
	"  Installing       : one-1.0-1.x86_64           1/2 ",
	"  Running scriptlet: one-1.0-1.x86_64           1/2 ",
	"out of luck",
	"warning: %post(one-1.0-1.x86_64) scriptlet failed, exit status 3",
	"",
	"  Installing       : two-1.0-1.x86_64           2/2 ",
	"Complete!",
	NULL,
};

static const struct {
	const char *const *lines;
	const char *failed; /* joined by | */
} outputs[] = {
	{ fine, "" },
	{ failing, "out of luck|warning: %post(one-1.0-1.x86_64) scriptlet failed, exit "
		   "status 3" },
};

static void scripts_that_fail_are_found(void)
{
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		struct manager watch = { .job = &fake.job };
		char *text;

		fake_init(&fake, unit_folder());
		for (const char *const *line = outputs[i].lines; *line; line++)
			manager_line(&watch, *line);
		text = args_text(&watch.failed, "|", "");
		UNIT_STR(text, outputs[i].failed);
		free(text);
		args_fini(&watch.recent);
		args_fini(&watch.last);
		args_fini(&watch.failed);
		fake_fini(&fake);
	}
}

/* A program whose output is a failing script's. */
static int run_failing(unsigned flags)
{
	ARGS words = { 0 };

	fake_init(&fake, unit_folder());
	fake.runs = 1;
	args_split(&words, "printf|%s\\n|hello|warning: %pre(x) scriptlet failed", "|");
	return manager_run(&fake.job, flags, &words, NULL, NULL);
}

static void one_that_keeps_its_package_out_is_no_installation(void)
{
	static const unsigned flags[] = { MANAGER_STATUS,
					  MANAGER_STATUS | MANAGER_LENIENT };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		ARGS words = { 0 }, last = { 0 };

		fake_init(&fake, unit_folder());
		fake.runs = 1;
		args_split(&words, "sh|-c", "|");
		args_add(&words, "echo bad luck; echo 'error: %prein(x) scriptlet "
				 "failed'; exit 8");
		UNIT_INT(manager_run(&fake.job, flags[i], &words, NULL, &last), 8);
		UNIT_STR(fake.said, "");
		CU_ASSERT_PTR_NOT_NULL(strstr(
			fake.notes, "log 0 a package's script failed:\n    bad luck\n"));
		UNIT_INT(last.n, 2);
		fake_fini(&fake);
	}
}

static void they_end_the_job_unless_let_pass(void)
{
	CU_ASSERT(run_failing(0) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake.said, "hello\n    warning: %pre(x) scriptlet failed"));
	fake_fini(&fake);
	UNIT_INT(run_failing(MANAGER_LENIENT), 0);
	UNIT_STR(fake.said, "");
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "log 1 printf installed a package"));
	fake_fini(&fake);
}

const char unit_suite[] = "plugin manager";
const struct unit_case unit_cases[] = {
	{ "scripts that fail are found, with their last words",
	  scripts_that_fail_are_found },
	{ "they end the job, unless they are let pass",
	  they_end_the_job_unless_let_pass },
	{ "one that keeps its package out is no installation",
	  one_that_keeps_its_package_out_is_no_installation },
	{ NULL, NULL }
};
