/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/ganesha_test.c - what a test boot's NFS server is told.
 */
#include "fakehost.h"
#include "ganesha.h"
#include "work.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static struct fake fake;

static char *text_of(const char *name)
{
	char *path = work_path(&fake.job, name), *text = work_read(path, 1 << 16);

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	free(path);
	return text;
}

static void has(const char *text, const char *what)
{
	if (!strstr(text, what))
		fprintf(stderr, "\n  \"%s\" is not in:\n%s", what, text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, what));
}

static void only_nodes_may_write(void)
{
	char *text;

	fake_init(&fake, unit_folder());
	UNIT_INT(ganesha_add_writable(&fake.job, "/state", "/some/folder"), 0);
	text = text_of("writable.conf");
	has(text, "\tPath = \"/some/folder\";");
	has(text, "\tPseudo = \"/state\";");
	has(text, "\tAccess_Type = None;");
	has(text, "\t\tClients = 10.0.0.0/24\n, fd00::/64\n;\n\t\tAccess_Type = RW;");
	free(text);
	fake_fini(&fake);
}

static void one_server_has_all_exports(void)
{
	char *text;

	fake_init(&fake, unit_folder());
	UNIT_INT(ganesha_add_writable(&fake.job, "/state", "/some/folder"), 0);
	UNIT_INT(ganesha_serve(&fake.job, 2050, "/state/ganesha.conf"), 0);
	text = text_of("ganesha.conf");
	has(text, "NFS_Port = 2050;");
	has(text, "%include \"/state/ganesha.conf\"");
	has(text, "/writable.conf\"");
	free(text);
	has(fake.notes, "server ganesha.nfsd -F -f ");
	fake_forget(&fake);
	UNIT_INT(ganesha_serve(&fake.job, 2049, NULL), 0);
	UNIT_STR(fake.notes, "");
	fake_fini(&fake);
}

const char unit_suite[] = "plugins/lib/ganesha";
const struct unit_case unit_cases[] = {
	{ "only the test's nodes may write", only_nodes_may_write },
	{ "one server has all exports, and is started once", one_server_has_all_exports },
	{ NULL, NULL },
};
