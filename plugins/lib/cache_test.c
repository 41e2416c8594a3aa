/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/cache_test.c - downloaded packages, kept from one job to the next.
 */
#include "cache.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLACE "var/cache/pm"

static struct fake fake;

static void begin(void)
{
	fake_init(&fake, unit_folder());
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static int is_kept(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/pm/packages/%s", fake.folders[SL_CACHE], name);
	return access(path, F_OK) == 0;
}

static void what_is_downloaded_is_kept(void)
{
	struct cache cache;

	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &cache), 0);
	CU_ASSERT(cache.lock >= 0);
	fake_put(&fake, PLACE "/a.rpm", "");
	CU_ASSERT(is_kept("a.rpm"));
	UNIT_INT(cache_close(&fake.job, &cache), 0);
	CU_ASSERT(fake_has(&fake, PLACE));
	CU_ASSERT(!fake_has(&fake, PLACE "/a.rpm"));
	UNIT_INT(cache_close(&fake.job, &cache), 0); /* harmless */
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &cache), 0);
	CU_ASSERT(fake_has(&fake, PLACE "/a.rpm"));
	UNIT_INT(cache_close(&fake.job, &cache), 0);
	UNIT_STR(fake.notes, "");
	end();
}

static void one_job_uses_it_at_a_time(void)
{
	struct cache first, second;

	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &first), 0);
	UNIT_INT(cache_open(&fake.job, "pm", "packages", "other", &second), 0);
	CU_ASSERT(second.lock < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "another job uses the cache"));
	fake_put(&fake, "other/a.rpm", "");
	CU_ASSERT(!is_kept("a.rpm"));
	UNIT_INT(cache_close(&fake.job, &second), 0);
	UNIT_INT(cache_close(&fake.job, &first), 0);
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &second), 0);
	CU_ASSERT(second.lock >= 0);
	UNIT_INT(cache_close(&fake.job, &second), 0);
	end();
}

static void a_job_may_have_none(void)
{
	struct cache cache;

	begin();
	fake.folders[SL_CACHE][0] = '\0';
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &cache), 0);
	CU_ASSERT(cache.lock < 0);
	CU_ASSERT(fake_has(&fake, PLACE));
	UNIT_INT(cache_close(&fake.job, &cache), 0);
	end();
}

static void one_that_cannot_be_used_is_an_error(void)
{
	struct cache cache;

	begin();
	snprintf(fake.folders[SL_CACHE], sizeof(fake.folders[SL_CACHE]), "/dev/null");
	UNIT_INT(cache_open(&fake.job, "pm", "packages", PLACE, &cache), -ENOTDIR);
	UNIT_STR(fake.said, "cannot make the folder /dev/null/pm: Not a directory\n");
	UNIT_INT(cache_close(&fake.job, &cache), 0);
	fake_fini(&fake);
}

const char unit_suite[] = "plugin cache";
const struct unit_case unit_cases[] = {
	{ "what is downloaded is kept for the next job", what_is_downloaded_is_kept },
	{ "one job uses it at a time, another downloads for itself",
	  one_job_uses_it_at_a_time },
	{ "a job may have none", a_job_may_have_none },
	{ "one that cannot be used is an error", one_that_cannot_be_used_is_an_error },
	{ NULL, NULL }
};
