/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/conf_test.c - which servers hostboot.conf names.
 */
#include "conf.h"

#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static const struct {
	const char *text;
	unsigned n;       /* servers    */
	const char *last; /* of them    */
	const char *says; /* NULL: good */
} texts[] = {
	{ "", 0, NULL, NULL },
	{ "# Written.\nHOSTBOOT_SERVERS=10.0.0.1,[fd00::1]:8080\n", 2, "[fd00::1]:8080",
	  NULL },
	{ "HOSTBOOT_SERVERS=10.0.0.1", 1, "10.0.0.1:80", NULL },
	{ "HOSTBOOT_SERVERS=\n", 0, NULL, NULL },
	{ "OTHER=1\n#HOSTBOOT_SERVERS=10.0.0.9\n", 0, NULL, NULL },
	{ "HOSTBOOT_SERVERS=10.0.0.1\nHOSTBOOT_SERVERS=10.0.0.2:81\n", 1, "10.0.0.2:81",
	  NULL },
	{ "\nHOSTBOOT_SERVERS=server\n", 0, NULL,
	  "c:2: \"server\" is no list of numeric addresses" },
};

static void the_last_list_counts(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		struct log log = { .sink = keep, .arg = &said };
		char *text CLEANUP_FREE = mem_dup(texts[i].text), name[SERVER_TEXT];
		struct servers servers = { 0 };

		UNIT_INT(conf_parse(&log, "c", text, &servers),
			 texts[i].says ? -EINVAL : 0);
		if (texts[i].says)
			CU_ASSERT(str_starts(str_text(&said), texts[i].says));
		UNIT_INT(texts[i].says ? 0 : servers.n, texts[i].n);
		if (texts[i].last && servers.n)
			UNIT_STR(server_text(&servers.v[servers.n - 1], name),
				 texts[i].last);
	}
}

static void a_file_that_is_not_there_says_nothing(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct servers servers = { 0 };

	UNIT_INT(conf_read(&log, "/nonexistent/hostboot.conf", &servers), 0);
	UNIT_INT(servers.n, 0);
	UNIT_STR(str_text(&said), "");
}

const char unit_suite[] = "hostboot conf";
const struct unit_case unit_cases[] = {
	{ "the last list counts", the_last_list_counts },
	{ "a file that is not there says nothing",
	  a_file_that_is_not_there_says_nothing },
	{ NULL, NULL },
};
