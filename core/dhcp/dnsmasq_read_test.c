/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_read_test.c - which configuration files a dnsmasq reads.
 */
#include "dnsmasq.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <string.h>
#include <unistd.h>

/* Words of a command line, parted by '|'; '@' stands for the folder. */
static const struct {
	const char *words;
	bool reads;
} rows[] = {
	{ "dnsmasq|--conf-file=@/main.conf", true },
	{ "dnsmasq|--conf-file|@/main.conf", true },
	{ "dnsmasq|-C|@/main.conf", true },
	{ "dnsmasq|-C@/main.conf|-d", true },
	{ "dnsmasq|-C@/wanted.conf", true },
	{ "dnsmasq|-C@/loop.conf", false },
	{ "dnsmasq|-C@/empty.conf", false },
	{ "dnsmasq|-C@/empty.conf|-7|@/drop,.old", true },
	{ "dnsmasq|-C@/empty.conf|-7|@/drop,.conf", false },
	{ "dnsmasq|-C@/empty.conf|--conf-dir=@/drop,*.conf", true },
	{ "dnsmasq|-C@/empty.conf|--conf-dir=@/drop,*.other", false },
	{ "dnsmasq|-C@/empty.conf|--conf-dir=@/hidden", false },
	{ "dnsmasq|-C@/folder.conf", true },
	{ "dnsmasq|-C|@/none.conf|-7", false },
};

static void make(const char *folder, const char *name, const char *fmt)
{
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);
	struct str text CLEANUP_STR = { 0 };
	struct log log;

	for (log_init(&log, "test"); *fmt; fmt++)
		str_addn(&text, *fmt == '@' ? folder : fmt,
			 *fmt == '@' ? strlen(folder) : 1);
	UNIT_INT(path_make_folders(&log, parent, 0755), 0);
	UNIT_INT(file_create(&log, path, 0644, str_text(&text), text.n), 0);
}

static void files_are_followed_as_dnsmasq_does(void)
{
	const char *folder = unit_folder();
	char *conf CLEANUP_FREE = path_join(folder, "wanted.conf");

	make(folder, "wanted.conf", "");
	make(folder, "empty.conf", "# conf-file=@/wanted.conf\n");
	make(folder, "main.conf", "user=nobody\n conf-file=@/wanted.conf\n");
	make(folder, "loop.conf", "conf-file=@/loop.conf\n");
	make(folder, "folder.conf", "conf-dir=@/drop\n");
	make(folder, "drop/site.conf", "conf-file=@/wanted.conf\n");
	make(folder, "hidden/.site", "conf-file=@/wanted.conf\n");
	make(folder, "hidden/site~", "conf-file=@/wanted.conf\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str words CLEANUP_STR = { 0 };

		for (const char *c = rows[i].words; *c; c++)
			str_addn(&words,
				 *c == '@'   ? folder
				 : *c == '|' ? ""
					     : c,
				 *c == '@' ? strlen(folder) : 1);
		str_addn(&words, "", 1);
		if (dnsmasq_reads_by(words.s, words.n, conf) != rows[i].reads) {
			fprintf(stderr, "\n  %s\n", rows[i].words);
			CU_FAIL("wrong");
		}
	}
	CU_ASSERT_FALSE(dnsmasq_reads(getpid(), conf));
}

const char unit_suite[] = "dnsmasq's configuration files";
const struct unit_case unit_cases[] = {
	{ "files are followed as dnsmasq does", files_are_followed_as_dnsmasq_does },
	{ NULL, NULL },
};
