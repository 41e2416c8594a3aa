/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/identity_test.c - machine IDs stay, and differ between nodes and sites.
 */
#include "identity.h"

#include "core/base/path.h"
#include "tests/unit/unit.h"
#include "tests/world/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite[] = "identity";

static void stays(void)
{
	char one[IDENTITY_HEX + 1], two[IDENTITY_HEX + 1];
	struct site site = { .statedir = mem_dup(unit_folder()) };
	char *path CLEANUP_FREE = path_join(site.statedir, "site-id");
	struct log log;

	log_init(&log, "test");
	UNIT_INT(identity_load(&log, &site, false, one), 0);
	CU_ASSERT_FALSE(path_exists(path));
	UNIT_INT(identity_load(&log, &site, true, one), 0);
	UNIT_INT(identity_load(&log, &site, true, two), 0);
	UNIT_STR(two, one);
	UNIT_INT(strlen(one), IDENTITY_HEX);
	free(site.statedir);
}

static void damaged(void)
{
	struct site site = { .statedir = mem_dup(unit_folder()) };
	char id[IDENTITY_HEX + 1];
	struct log log;

	log_init(&log, "test");
	log.level = -1;
	world_file(site.statedir, "site-id", "not hex");
	CU_ASSERT(identity_load(&log, &site, true, id) < 0);
	free(site.statedir);
}

static void differ(void)
{
	char a[IDENTITY_HEX + 1], b[IDENTITY_HEX + 1], c[IDENTITY_HEX + 1];

	identity_of_node("00", "n1", a);
	identity_of_node("00", "n2", b);
	identity_of_node("01", "n1", c);
	CU_ASSERT(strcmp(a, b) != 0 && strcmp(a, c) != 0);
	UNIT_INT(strspn(a, "0123456789abcdef"), IDENTITY_HEX);
}

const struct unit_case unit_cases[] = {
	{ "the site's identity is made once and kept, unless told not to", stays },
	{ "a damaged one is refused, not replaced", damaged },
	{ "nodes and sites have machine IDs of their own", differ },
	{ NULL, NULL }
};
