/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/paths_test.c - listed paths in small views.
 */
#include "readonly.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fake fake;

static void make_view(void)
{
	fake_init(&fake, unit_folder());
	fake_put(&fake, "etc/hosts", "127.0.0.1 localhost\n");
	fake_put(&fake, "var/lib/rpm/db", "packages");
	fake_put(&fake, "var/log/boot", "log");
	CU_ASSERT_EQUAL_FATAL(symlinkat("hosts", fake.tree, "etc/link"), 0);
}

static const struct {
	const char *list;
	const char *there; /* made, or there before */
	const char *says;  /* NULL: 0 */
} cases[] = {
	{ "/etc/hosts\n/var/log/\n", "var/log", NULL },
	{ "/etc/new\n", "etc/new", NULL },
	{ "/srv/a/b/\n", "srv/a/b", NULL },
	{ "/etc/link\n", "etc/link", "list:1: /etc/link is a link" },
	{ "/etc/hosts/\n", "etc/hosts", "list:1: /etc/hosts is no folder" },
	{ "/etc\n", "etc", "list:1: /etc is a folder" },
};

static void what_is_missing_is_made(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct litefile list = { NULL, 0, 0 };
		int rc;

		make_view();
		UNIT_INT(litefile_read(&fake.job, "list", cases[i].list,
				       strlen(cases[i].list), &list),
			 0);
		rc = paths_make(&fake.job, "list", &list);
		UNIT_INT(rc, cases[i].says ? -EINVAL : 0);
		CU_ASSERT(!cases[i].says || strstr(fake.said, cases[i].says));
		CU_ASSERT(fake_has(&fake, cases[i].there));
		litefile_fini(&list);
		fake_fini(&fake);
	}
}

static void what_the_usual_list_has_too_much_is_taken_off(void)
{
	struct litefile list = { NULL, 0, 0 };

	make_view();
	UNIT_INT(litefile_read(&fake.job, "usual", readonly_usual, strlen(readonly_usual),
			       &list),
		 0);
	UNIT_INT(paths_make(&fake.job, NULL, &list), 0);
	CU_ASSERT_EQUAL_FATAL(list.n, 3);
	UNIT_STR(list.v[0].path, "/etc");
	UNIT_STR(list.v[1].path, "/var");
	UNIT_STR(list.v[2].path, "/var/lib/rpm");
	CU_ASSERT(!fake_has(&fake, "home"));
	litefile_fini(&list);
	fake_fini(&fake);
}

/* var, var/lib and var/log as entries, and var/log/boot with a page: what is ro is not
 * copied. */
static void copies_are_measured(void)
{
	struct litefile list = { NULL, 0, 0 };
	const char *text = "/var/\n/var/lib/rpm/ ro\n";
	uint64_t bytes = 0;

	make_view();
	UNIT_INT(litefile_read(&fake.job, "list", text, strlen(text), &list), 0);
	UNIT_INT(paths_measure(&fake.job, &list, &bytes), 0);
	UNIT_INT(bytes, 4 * 1024 + 4096);
	litefile_fini(&list);
	fake_fini(&fake);
}

const char unit_suite[] = "plugins/readonly/paths";
const struct unit_case unit_cases[] = {
	{ "what is missing is made, what is otherwise is refused",
	  what_is_missing_is_made },
	{ "what the usual list has too much is taken off",
	  what_the_usual_list_has_too_much_is_taken_off },
	{ "copies are measured", copies_are_measured },
	{ NULL, NULL },
};
