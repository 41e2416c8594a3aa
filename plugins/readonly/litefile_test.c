/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/litefile_test.c
 */
#include "readonly.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An entry is shown as "PATH[/] HOW;" with HOW as enum sl_writable_how counts. */
static const struct {
	const char *text, *entries;
	const char *says; /* NULL: it is a good list */
} cases[] = {
	{ "", "", NULL },
	{ "# nothing\n\n  \t\n", "", NULL },
	{ "/etc/adjtime\n/var/log/   tmpfs\n", "/etc/adjtime 1;/var/log/ 1;", NULL },
	{ "/b rw\n/a link\n/c tmpfs,rw", "/a 1;/b 1;/c 1;", NULL },
	{ "/var/ persistent\n/var/lib/x link,persistent\n", "/var/ 2;/var/lib/x 2;",
	  NULL },
	{ "/var/\n/var/lib/rpm/ ro # the packages\n", "/var/ 1;/var/lib/rpm/ 3;", NULL },
	{ "/etc/hosts con\n", "/etc/hosts 4;", NULL },
	{ "/etc/a#b tmpfs\n", "/etc/a#b 1;", NULL },
	{ "/a tmpfs\n/a ro\n", "/a 3;", NULL },
	{ "/a-b\n/a/\n/a/b\n", "/a/ 1;/a-b 1;/a/b 1;", NULL },
	{ "#image,file,options,comments,disable\n\"ALL\",\"/etc/x\",\"tmpfs\",,\n"
	  "\"other\",\"/etc/y\",\"tmpfs\",,\n,\"/z\",,,\n\"compute\",\"/w/\",\"ro\"\n",
	  "/etc/x 1;/w/ 3;/z 1;", NULL },
	{ "\"ALL\",\"/etc/x\n", "", "list:1: a row is" },
	{ "\"ALL\"x,\"/etc/x\",\n", "", "list:1: a row is" },
	{ "etc/x\n", "", "list:1: a path begins with a slash" },
	{ "\n/\n", "", "list:2: a path begins with a slash and is not the root" },
	{ "/a/../b\n", "", "list:1: a path has no part" },
	{ "/a//b\n", "", "list:1: a path has no part" },
	{ "/a/.\n", "", "list:1: a path has no part" },
	{ "/a\x01\n", "", "list:1: a path has no control" },
	{ "/a bind\n", "", "list:1: the option is none of" },
	{ "/a localdisk\n", "", "list:1: localdisk and micmount" },
	{ "/a/ con\n", "/a/ 4;", "list:1: /a: con is for files" },
	{ "/a\n/a/b\n", "/a 1;/a/b 1;", "list:2: /a/b: it lies below a path that is" },
	{ "/a/ persistent\n/a/b tmpfs\n", "/a/ 2;/a/b 1;",
	  "list:2: /a/b: it lies below a persistent folder" },
};

static void show(const struct litefile *list, char *text, size_t room)
{
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < list->n; i++)
		n += (size_t)snprintf(text + n, room - n, "%s%s %u;", list->v[i].path,
				      list->v[i].is_folder ? "/" : "", list->v[i].how);
}

static void lists_are_read_as_they_are_meant(void)
{
	static struct fake fake;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct litefile list = { NULL, 0, 0 };
		char shown[512];
		int rc;

		fake_init(&fake, unit_folder());
		fake.image.name = "compute";
		rc = litefile_read(&fake.job, "list", cases[i].text,
				   strlen(cases[i].text), &list);
		if (rc == 0)
			rc = litefile_check(&fake.job, "list", &list);
		UNIT_INT(rc, cases[i].says ? -EINVAL : 0);
		UNIT_INT(fake.fails, cases[i].says ? 1 : 0);
		CU_ASSERT(!cases[i].says || strstr(fake.said, cases[i].says));
		show(&list, shown, sizeof(shown));
		UNIT_STR(shown, cases[i].entries);
		litefile_fini(&list);
		fake_fini(&fake);
	}
}

static void a_list_with_a_nul_byte_is_refused(void)
{
	static struct fake fake;
	struct litefile list = { NULL, 0, 0 };

	fake_init(&fake, unit_folder());
	UNIT_INT(litefile_read(&fake.job, "list", "/a\0/b\n", 6, &list), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "NUL"));
	litefile_fini(&list);
	fake_fini(&fake);
}

static void the_usual_list_is_a_good_one(void)
{
	static struct fake fake;
	struct litefile list = { NULL, 0, 0 };

	fake_init(&fake, unit_folder());
	UNIT_INT(litefile_read(&fake.job, "usual", readonly_usual, strlen(readonly_usual),
			       &list),
		 0);
	UNIT_INT(litefile_check(&fake.job, "usual", &list), 0);
	CU_ASSERT(list.n > 5);
	litefile_fini(&list);
	fake_fini(&fake);
}

const char unit_suite[] = "plugins/readonly/litefile";
const struct unit_case unit_cases[] = {
	{ "lists are read as they are meant", lists_are_read_as_they_are_meant },
	{ "a list with a NUL byte is refused", a_list_with_a_nul_byte_is_refused },
	{ "the usual list is a good one", the_usual_list_is_a_good_one },
	{ NULL, NULL },
};
