/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/tree_test.c - files of the tree.
 */
#include "fakehost.h"
#include "tree.h"

#include "tests/unit/unit.h"

#include <string.h>
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

static void links_stay_inside(void)
{
	begin();
	fake_put(&fake, "a/file", "x");
	CU_ASSERT(symlinkat("/a", fake.tree, "out") == 0);
	UNIT_INT(tree_has(&fake.job, "out/file"), 1);
	UNIT_INT(tree_has(&fake.job, "out/none"), 0);
	UNIT_INT(tree_make_folder(&fake.job, "out/b/c"), 0);
	CU_ASSERT(fake_has(&fake, "a/b/c"));
	UNIT_INT(tree_link(&fake.job, "c", "a/b/link"), 0);
	UNIT_INT(tree_link(&fake.job, "d", "a/b/link"), 0);
	UNIT_INT(tree_remove(&fake.job, "a/b/link"), 0);
	UNIT_INT(tree_remove(&fake.job, "a/b/link"), 0);
	UNIT_INT(tree_remove(&fake.job, "no/such/file"), 0);
	CU_ASSERT(!fake_has(&fake, "a/b/link"));
	end();
}

static void folders_are_emptied(void)
{
	begin();
	fake_put(&fake, "doc/bash/copyright", "");
	fake_put(&fake, "doc/bash/README", "");
	fake_put(&fake, "doc/vim/README", "");
	fake_put(&fake, "outside/file", "");
	CU_ASSERT(symlinkat("/outside", fake.tree, "doc/link") == 0);
	UNIT_INT(tree_empty(&fake.job, "doc", "copyright", 1), 0);
	CU_ASSERT(fake_has(&fake, "doc/bash/copyright"));
	CU_ASSERT(!fake_has(&fake, "doc/bash/README"));
	CU_ASSERT(!fake_has(&fake, "doc/vim"));
	CU_ASSERT(!fake_has(&fake, "doc/link"));
	CU_ASSERT(fake_has(&fake, "outside/file"));
	fake_put(&fake, "man/man1/bash.1", "");
	UNIT_INT(tree_empty(&fake.job, "man", NULL, 0), 0);
	CU_ASSERT(fake_has(&fake, "man/man1"));
	CU_ASSERT(!fake_has(&fake, "man/man1/bash.1"));
	fake_put(&fake, "log/a.log", "");
	fake_put(&fake, "log/deep/b.log", "");
	UNIT_INT(tree_remove_matching(&fake.job, "log", "*.log"), 0);
	CU_ASSERT(!fake_has(&fake, "log/a.log"));
	CU_ASSERT(fake_has(&fake, "log/deep/b.log"));
	UNIT_INT(tree_empty(&fake.job, "none", NULL, 1), 0);
	end();
}

const char unit_suite[] = "plugin tree";
const struct unit_case unit_cases[] = {
	{ "links of the tree stay inside it", links_stay_inside },
	{ "folders are emptied, but for what is kept", folders_are_emptied },
	{ NULL, NULL }
};
