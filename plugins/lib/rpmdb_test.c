/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmdb_test.c - databases of packages, and what they are made of.
 */
#include "fakehost.h"
#include "rpmdb.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct fake fake;
static const struct rpmdb sqlite = { "var/lib/rpm", "sqlite" };
static const struct rpmdb bdb = { "var/lib/rpm", "bdb" };

static void begin(void)
{
	fake_init(&fake, unit_folder());
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void the_same_kind_is_left_alone(void)
{
	begin();
	fake_put(&fake, "usr/bin/rpmdb", "");
	UNIT_INT(rpmdb_open(&fake.job, &sqlite), 0);
	UNIT_INT(rpmdb_close(&fake.job, &sqlite), 0);
	fake_put(&fake, "var/lib/rpm/rpmdb.sqlite", "");
	UNIT_INT(rpmdb_close(&fake.job, &sqlite), 0);
	UNIT_STR(fake.notes, "");
	fake.lines = "sqlite";
	UNIT_INT(rpmdb_open(&fake.job, &sqlite), 0);
	UNIT_INT(rpmdb_close(&fake.job, &bdb), 0); /* the tree's rpm knows better */
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "exportdb"));
	end();
}

static void another_kind_is_loaded_again(void)
{
	begin();
	fake_put(&fake, "var/lib/rpm/rpmdb.sqlite", "");
	UNIT_INT(rpmdb_close(&fake.job, &bdb), 0);
	UNIT_STR(fake.notes, ""); /* the tree has no rpm to read it */
	fake_put(&fake, "usr/bin/rpmdb", "");
	UNIT_INT(rpmdb_close(&fake.job, &bdb), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --dbpath=/var/lib/rpm --exportdb\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "run in tree: rpmdb --importdb\n"));
	CU_ASSERT(!fake_has(&fake, "var/lib/rpm/rpmdb.sqlite"));
	end();
}

static void one_that_the_host_does_not_write_is_converted(void)
{
	begin();
	fake.lines = "sqlite";
	fake_put(&fake, "usr/bin/rpmdb", "");
	fake_put(&fake, "var/lib/rpm/Packages.db", "");
	UNIT_INT(rpmdb_open(&fake.job, &bdb), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "run in tree: rpmdb --exportdb\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --dbpath=/var/lib/rpm --importdb\n"));
	end();
}

static const struct {
	const char *text; /* what rpm prints */
	const char *notes, *says;
} listings[] = {
	{ "bash 5.1-9.el9 x86_64\ngpg-pubkey 5623c0ed-6b03676f (none)\n"
	  "perl 4:5.32-1 noarch\n",
	  "package bash 5.1-9.el9 x86_64\npackage perl 4:5.32-1 noarch\n", "" },
	{ "bash 5.1\n", "", "cannot understand rpm's line \"bash 5.1\"\n" },
};

static void packages_are_listed(void)
{
	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++) {
		begin();
		fake.lines = listings[i].text;
		UNIT_INT(rpmdb_packages(&fake.job, &sqlite) < 0, *listings[i].says != 0);
		UNIT_STR(fake.said, listings[i].says);
		if (*listings[i].notes)
			CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, listings[i].notes));
		fake_fini(&fake);
	}
}

static void the_list_is_read_by_who_can(void)
{
	begin();
	fake.lines = "sqlite 5.1-9.el9 x86_64\n"; /* answers both questions */
	fake_put(&fake, "var/lib/rpm/Packages", "");
	fake_put(&fake, "usr/bin/rpmdb", "");
	UNIT_INT(rpmdb_packages(&fake.job, &sqlite), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes,
				      "run in tree: rpm --dbpath /var/lib/rpm "
				      "-qa "));
	end();

	begin();
	fake.lines = "";
	fake_put(&fake, "var/lib/rpm/Packages", "");
	fake_put(&fake, "usr/bin/rpmdb", "");
	UNIT_INT(rpmdb_packages(&fake.job, &bdb), 0);
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "in tree"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "/tree/var/lib/rpm -qa "));
	end();
}

const char unit_suite[] = "plugin rpmdb";
const struct unit_case unit_cases[] = {
	{ "a database of the same kind is left alone", the_same_kind_is_left_alone },
	{ "one of another kind is loaded again by the tree's rpm",
	  another_kind_is_loaded_again },
	{ "one that the host does not write is converted before an update",
	  one_that_the_host_does_not_write_is_converted },
	{ "packages are listed, keys not", packages_are_listed },
	{ "the list is read by this machine's rpm, or the tree's where that cannot",
	  the_list_is_read_by_who_can },
	{ NULL, NULL }
};
