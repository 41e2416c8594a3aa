/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/stage_test.c - a tree made ready for an RPM package manager.
 */
#include "fakehost.h"
#include "stage.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static unsigned mode_of(const char *folder)
{
	struct stat st;

	return fstatat(fake.tree, folder, &st, 0) == 0 ? st.st_mode & 07777 : 0;
}

static int has_file(int which, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", fake.folders[which], name);
	return access(path, F_OK) == 0;
}

static void nothing_stays_in_the_tree(void)
{
	struct stage stage;

	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(stage_open(&fake.job, "pm", STAGE_CACHE, &stage), 0);
	UNIT_STR(stage.folder + strlen(fake.folders[SL_WORK]), "/stage");
	fake_put(&fake, STAGE_STATE "/locks", "");
	fake_put(&fake, STAGE_LOG "/log", "");
	fake_put(&fake, STAGE_CACHE "/a.rpm", "");
	CU_ASSERT(has_file(SL_WORK, "stage/state/locks"));
	CU_ASSERT(has_file(SL_WORK, "stage/log/log"));
	CU_ASSERT(has_file(SL_CACHE, "pm/packages/a.rpm"));
	CU_ASSERT(fake_has(&fake, "proc/self"));
	CU_ASSERT(fake_has(&fake, "dev/null"));
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	CU_ASSERT(!fake_has(&fake, "proc/self"));
	CU_ASSERT(!has_file(SL_WORK, "stage/cache/a.rpm"));
	UNIT_INT(mode_of("proc"), 0555);
	UNIT_INT(mode_of("sys"), 0555);
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	end();
}

static void the_cache_may_lie_elsewhere(void)
{
	struct stage stage;

	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(stage_open(&fake.job, "pm", "var/cache/pm", &stage), 0);
	fake_put(&fake, "var/cache/pm/a.rpm", "");
	CU_ASSERT(has_file(SL_CACHE, "pm/packages/a.rpm"));
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	CU_ASSERT(!fake_has(&fake, "var/cache/pm/a.rpm"));
	end();
}

static void a_failure_leaves_nothing_mounted(void)
{
	struct stage stage;

	if (!fake_own_mounts())
		return;
	begin();
	fake_put(&fake, "sys", "no folder");
	UNIT_INT(stage_open(&fake.job, "pm", STAGE_CACHE, &stage), -ENOTDIR);
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	CU_ASSERT(!fake_has(&fake, "proc/self"));
	fake_fini(&fake);
	begin();
	snprintf(fake.folders[SL_CACHE], sizeof(fake.folders[SL_CACHE]), "/dev/null");
	UNIT_INT(stage_open(&fake.job, "pm", STAGE_CACHE, &stage), -ENOTDIR);
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	fake_fini(&fake);
}

static void without_room_nothing_is_touched(void)
{
	struct stage stage;

	begin();
	snprintf(fake.folders[SL_WORK], sizeof(fake.folders[SL_WORK]), "/dev/null");
	UNIT_INT(stage_open(&fake.job, "pm", STAGE_CACHE, &stage), -ENOTDIR);
	UNIT_STR(fake.said, "cannot make the folder /dev/null/stage: Not a directory\n");
	UNIT_INT(stage_close(&fake.job, &stage), 0);
	CU_ASSERT(!fake_has(&fake, "run"));
	fake_fini(&fake);
}

const char unit_suite[] = "plugin stage";
const struct unit_case unit_cases[] = {
	{ "what package managers write is kept, and not in the tree",
	  nothing_stays_in_the_tree },
	{ "the cache may lie elsewhere", the_cache_may_lie_elsewhere },
	{ "a failure leaves nothing mounted", a_failure_leaves_nothing_mounted },
	{ "without a folder to work in nothing is touched",
	  without_room_nothing_is_touched },
	{ NULL, NULL }
};
