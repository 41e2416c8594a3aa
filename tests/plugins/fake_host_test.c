/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/plugins/fake_host_test.c - the fake core keeps its own promises.
 */
#include "fake_host.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static const struct sl_option opts[] = {
	{ SL_SIZE, SL_IN_SITE, "cache", "64M", NULL, "cache" },
	{ SL_LIST, SL_IN_SITE, "words", NULL, NULL, "words" },
	{ .type = 0 },
};

static void answers(void)
{
	struct fake_host host;
	struct sl_job *job = &host.border;

	fake_host_init(&host, opts);
	UNIT_INT(job->host->opt_int(job, "cache"), 64 << 20);
	host.options[0][0] = host.options[1][0] = "words";
	host.options[0][1] = "a";
	host.options[1][1] = "b";
	UNIT_STR(job->host->opt_item(job, "words", 1), "b");
	CU_ASSERT_PTR_NULL(job->host->opt_item(job, "words", 2));
	UNIT_STR(str_text(&host.defect), "");
	CU_ASSERT_PTR_NULL(sl_opt(job, "wrods"));
	UNIT_STR(str_text(&host.defect), "option wrods was never declared\n");
	fake_host_fini(&host);
}

static void notes(void)
{
	struct fake_host host;
	struct sl_job *job = &host.border;

	fake_host_init(&host, NULL);
	UNIT_INT(sl_run(job, 0, "mkfs", "-q", "x"), 0);
	UNIT_INT(sl_run(job, SL_RUN_IN_TREE, "ldconfig"), 0);
	UNIT_INT(job->host->add_output(job, SL_ROOT, "root", "file"), 0);
	UNIT_INT(job->host->add_file(job, SL_TFTP, "x/y", 0644, "abc", 3), 0);
	CU_ASSERT(fake_host_noted(&host, "run mkfs -q x"));
	CU_ASSERT(fake_host_noted(&host, "run-in-tree ldconfig"));
	CU_ASSERT(fake_host_noted(&host, "output 3 root file"));
	CU_ASSERT(fake_host_noted(&host, "file 1 x/y 0644"));
	CU_ASSERT(!fake_host_noted(&host, "run mkfs"));
	UNIT_STR(str_text(&host.data), "abc");
	fake_host_fini(&host);
}

static void fails_when_told(void)
{
	struct fake_host host;
	struct sl_job *job = &host.border;

	fake_host_init(&host, NULL);
	host.fail_at = 2;
	UNIT_INT(job->host->add_module(job, "a"), 0);
	UNIT_INT(job->host->add_module(job, "b"), -EIO);
	UNIT_INT(job->host->add_module(job, "c"), 0);
	UNIT_INT(host.fails, 1);
	UNIT_STR(str_text(&host.said), "add_module() was made to fail");
	UNIT_INT(sl_fail(job, EINVAL, "bad %s", "x"), -EINVAL);
	UNIT_INT(host.fails, 2);
	UNIT_STR(str_text(&host.said), "bad x");
	fake_host_fini(&host);
}

const char unit_suite[] = "fake_host";
const struct unit_case unit_cases[] = {
	{ "options have their values, and undeclared ones are a defect", answers },
	{ "what a plugin does is noted", notes },
	{ "the call that is told to fail fails, and is on record", fails_when_told },
	{ NULL, NULL }
};
