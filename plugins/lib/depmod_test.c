/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/depmod_test.c - when the index of modules is made anew.
 */
#include "depmod.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <string.h>
#include <unistd.h>

static struct fake fake;

#define V "lib/modules/5.1/"

static const struct {
	const char *what;
	const char *text;      /* modules.dep; NULL: there is no index */
	const char *update;    /* a file beside kernel/, or NULL */
	const char *target;    /* it is a link to this, or NULL */
	const char *elsewhere; /* a file of the tree, or NULL */
	int runs;
} rows[] = {
	{ "no index", NULL, NULL, NULL, V "kernel/a.ko", 1 },
	{ "no modules of a kernel", NULL, "extra/a.ko", NULL, NULL, 0 },
	{ "a kernel without modules", NULL, NULL, NULL, V "modules.builtin", 1 },
	{ "no updates", "kernel/a.ko:\n", NULL, NULL, NULL, 0 },
	{ "a listed update", "kernel/b.ko: extra/a.ko\nextra/a.ko:\n", "extra/a.ko", NULL,
	  NULL, 0 },
	{ "an update that is needed and not listed", "kernel/b.ko: extra/a.ko\n",
	  "extra/a.ko", NULL, NULL, 1 },
	{ "an update whose name ends another's", "extra/aa.ko:\n", "aa/a.ko", NULL,
	  V "extra/aa.ko", 1 },
	{ "a compressed update", "kernel/a.ko:\n", "updates/deep/a.ko.xz", NULL, NULL,
	  1 },
	{ "no module", "kernel/a.ko:\n", "extra/a.kobject", NULL, NULL, 0 },
	{ "an update that is gone", "kernel/b.ko:\nextra/a.ko: kernel/b.ko\n", NULL, NULL,
	  NULL, 1 },
	{ "a link to another kernel's", "kernel/a.ko:\n", "weak-updates/a.ko",
	  "/lib/modules/4.1/extra/a.ko", "lib/modules/4.1/extra/a.ko", 1 },
	{ "a link that leads nowhere", "kernel/a.ko:\n", "weak-updates/a.ko",
	  "/lib/modules/4.1/extra/a.ko", NULL, 0 },
};

static void put_update(size_t i)
{
	char path[256];

	if (!rows[i].update)
		return;
	snprintf(path, sizeof(path), V "%s", rows[i].update);
	fake_put(&fake, path, "");
	if (!rows[i].target)
		return;
	unlinkat(fake.tree, path, 0);
	CU_ASSERT(symlinkat(rows[i].target, fake.tree, path) == 0);
}

static void it_is_made_when_it_does_not_fit(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_init(&fake, unit_folder());
		if (rows[i].elsewhere)
			fake_put(&fake, rows[i].elsewhere, "");
		if (rows[i].text) {
			fake_put(&fake, V "kernel/not-listed.ko", "");
			fake_put(&fake, V "modules.dep", rows[i].text);
		}
		put_update(i);
		UNIT_INT(depmod_index(&fake.job, "5.1"), 0);
		UNIT_STR(fake.said, "");
		if ((strstr(fake.notes, "run depmod -b ") != NULL) != rows[i].runs)
			fprintf(stderr, "\n  %s\n", rows[i].what);
		UNIT_INT(strstr(fake.notes, "run depmod -b ") != NULL, rows[i].runs);
		fake_fini(&fake);
	}
}

static void the_tree_s_own_is_asked_first(void)
{
	fake_init(&fake, unit_folder());
	fake_put(&fake, V "kernel/a.ko", "");
	fake_put(&fake, "usr/sbin/depmod", "");
	UNIT_INT(depmod_index(&fake.job, "5.1"), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "run in tree: depmod 5.1\n"));
	fake_fini(&fake);
}

const char unit_suite[] = "plugin depmod";
const struct unit_case unit_cases[] = {
	{ "the index is made when it does not fit", it_is_made_when_it_does_not_fit },
	{ "the tree's own depmod is asked first", the_tree_s_own_is_asked_first },
	{ NULL, NULL }
};
