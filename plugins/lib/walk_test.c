/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/walk_test.c - every entry of a folder, in one order.
 */
#include "fakehost.h"
#include "walk.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static struct fake fake;
static char seen[4096];   /* "DEPTH PATH NAME\n" of each */
static const char *stops; /* the path whose visit does not return 0, but */
static int stops_with;

static int visit(void *arg, const struct walk_entry *entry)
{
	const char *top = arg;
	size_t n = strlen(seen);

	CU_ASSERT(strncmp(entry->full, top, strlen(top)) == 0);
	CU_ASSERT(entry->st->st_mode != 0);
	snprintf(seen + n, sizeof(seen) - n, "%d %s %s\n", entry->depth, entry->path,
		 *entry->path ? entry->name : "");
	return stops && strcmp(entry->path, stops) == 0 ? stops_with : 0;
}

static int walk(unsigned flags, const char *path, int rc)
{
	stops = path;
	stops_with = rc;
	seen[0] = '\0';
	return walk_tree(&fake.job, fake.folders[SL_TREE], flags, visit,
			 fake.folders[SL_TREE]);
}

static void begin(void)
{
	fake_init(&fake, unit_folder());
	fake_put(&fake, "b/two", "");
	fake_put(&fake, "b/one", "");
	fake_put(&fake, "B", "");
	fake_put(&fake, "a-file", "");
	fake_put(&fake, "a/file", "");
	CU_ASSERT(symlinkat("b", fake.tree, "c") == 0);
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void names_come_by_their_bytes_and_folders_first(void)
{
	begin();
	UNIT_INT(walk(0, NULL, 0), 0);
	UNIT_STR(seen, "0  \n"
		       "1 B B\n"
		       "1 a a\n"
		       "2 a/file file\n"
		       "1 a-file a-file\n"
		       "1 b b\n"
		       "2 b/one one\n"
		       "2 b/two two\n"
		       "1 c c\n");
	end();
}

static void folders_can_be_left_out(void)
{
	begin();
	UNIT_INT(walk(0, "b", WALK_SKIP), 0);
	CU_ASSERT(!strstr(seen, "b/one") && strstr(seen, "1 c c"));
	UNIT_INT(walk(0, "B", WALK_SKIP), 0);
	CU_ASSERT(strstr(seen, "1 a a") && strstr(seen, "b/one"));
	end();
}

static void the_first_failure_ends_it(void)
{
	begin();
	UNIT_INT(walk(0, "a/file", -EBADMSG), -EBADMSG);
	UNIT_STR(strstr(seen, "2 a/file"), "2 a/file file\n");
	fake.stopped = 1;
	UNIT_INT(walk(0, NULL, 0), -ECANCELED);
	UNIT_STR(seen, "");
	UNIT_STR(fake.said, "interrupted\n");
	fake_forget(&fake);
	fake.stopped = 0;
	UNIT_INT(walk_tree(&fake.job, "/no/such/folder", 0, visit, fake.folders),
		 -ENOENT);
	UNIT_STR(fake.said, "cannot read /no/such/folder: No such file or directory\n");
	fake_forget(&fake);
	end();
}

static void mounts_are_entered_where_that_is_asked_for(void)
{
	char at[300];

	if (!fake_own_mounts())
		return;
	begin();
	snprintf(at, sizeof(at), "%s/b", fake.folders[SL_TREE]);
	CU_ASSERT_FATAL(mount("tmpfs", at, "tmpfs", 0, NULL) == 0);
	fake_put(&fake, "b/three", "");
	UNIT_INT(walk(0, NULL, 0), 0);
	CU_ASSERT(strstr(seen, "1 b b") && !strstr(seen, "b/three"));
	UNIT_INT(walk(WALK_MOUNTS, NULL, 0), 0);
	CU_ASSERT(strstr(seen, "b/three") != NULL);
	CU_ASSERT(umount(at) == 0);
	end();
}

const char unit_suite[] = "plugin walk";
const struct unit_case unit_cases[] = {
	{ "names come by their bytes, and folders first",
	  names_come_by_their_bytes_and_folders_first },
	{ "folders can be left out", folders_can_be_left_out },
	{ "the first failure ends it", the_first_failure_ends_it },
	{ "mounts are entered where that is asked for",
	  mounts_are_entered_where_that_is_asked_for },
	{ NULL, NULL }
};
