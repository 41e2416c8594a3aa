/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/mounts_test.c - what is mounted in the tree while packages are installed.
 */
#include "fakehost.h"
#include "mounts.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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

static void programs_find_what_they_expect(void)
{
	struct stat st;

	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(mounts_open(&fake.job), 0);
	CU_ASSERT(fake_has(&fake, "proc/self/status"));
	CU_ASSERT(fake_has(&fake, "sys/kernel"));
	CU_ASSERT(fstatat(fake.tree, "dev/null", &st, 0) == 0);
	CU_ASSERT(S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3));
	UNIT_INT(st.st_mode & 07777, 0666);
	CU_ASSERT(fake_has(&fake, "dev/shm"));
	CU_ASSERT(fake_has(&fake, "dev/fd"));
	UNIT_INT(mounts_close(&fake.job), 0);
	CU_ASSERT(fake_has(&fake, "proc"));
	CU_ASSERT(!fake_has(&fake, "proc/self"));
	CU_ASSERT(!fake_has(&fake, "sys/kernel"));
	CU_ASSERT(!fake_has(&fake, "dev/null"));
	end();
}

static void what_fails_halfway_is_undone(void)
{
	if (!fake_own_mounts())
		return;
	begin();
	fake_put(&fake, "dev", "no folder");
	UNIT_INT(mounts_open(&fake.job), -ENOTDIR);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(!fake_has(&fake, "proc/self"));
	CU_ASSERT(!fake_has(&fake, "sys/kernel"));
	fake_fini(&fake);
}

static void a_link_leads_nowhere_else(void)
{
	if (!fake_own_mounts())
		return;
	begin();
	fake_put(&fake, "inside/a", "");
	fake_put(&fake, "etc/file", "the tree's");
	CU_ASSERT(symlinkat("/etc", fake.tree, "out") == 0);
	UNIT_INT(mounts_bind(&fake.job, fake.folders[SL_WORK], "out"), 0);
	CU_ASSERT(fake_has(&fake, "etc"));
	CU_ASSERT(!fake_has(&fake, "etc/file"));
	UNIT_INT(access("/etc/passwd", F_OK), 0);
	UNIT_INT(mounts_remove(&fake.job, "out"), 0);
	UNIT_STR(fake_get(&fake, "etc/file"), "the tree's");
	end();
}

static void what_is_not_there_is_named(void)
{
	begin();
	UNIT_INT(mounts_bind(&fake.job, fake.folders[SL_WORK], "none"), -ENOENT);
	UNIT_STR(fake.said, "the tree has no folder /none\n");
	fake_forget(&fake);
	UNIT_INT(mounts_remove(&fake.job, "none"), -ENOENT);
	UNIT_STR(fake.said, "the tree has no folder /none\n");
	fake_fini(&fake);
	if (!fake_own_mounts())
		return;
	begin();
	fake_put(&fake, "a/file", "");
	CU_ASSERT(mounts_bind(&fake.job, "/no/such/folder", "a") < 0);
	UNIT_STR(fake.said, "cannot mount /no/such/folder on /a of the tree: No such "
			    "file or directory\n");
	fake_forget(&fake);
	CU_ASSERT(mounts_remove(&fake.job, "a") < 0); /* nothing is mounted there */
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "cannot unmount /a of the tree: "));
	fake_fini(&fake);
}

const char unit_suite[] = "plugin mounts";
const struct unit_case unit_cases[] = {
	{ "programs find what they expect, while they run",
	  programs_find_what_they_expect },
	{ "what fails halfway is undone", what_fails_halfway_is_undone },
	{ "a link in the tree leads nowhere else", a_link_leads_nowhere_else },
	{ "what is not there is named", what_is_not_there_is_named },
	{ NULL, NULL }
};
