/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/synclist_test.c - lists of files to copy.
 */
#include "synclist.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

/* "copy a+b>etc/x/ (nodes)": one entry after the other, parted by bars. */
static char *show(const struct synclist *list)
{
	static const char *const clauses[] = { "copy", "append", "merge" };
	struct str out = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		const struct synclist_entry *entry = &list->v[i];
		char *sources CLEANUP_FREE = strv_join(&entry->sources, "+");

		str_addf(&out, "%s%s %s>%s%s", i ? " | " : "", clauses[entry->clause],
			 sources, entry->path, entry->into ? "/" : "");
		if (entry->nodes)
			str_addf(&out, " (%s)", entry->nodes);
	}
	return str_take(&out);
}

static int read_text(const char *text, struct str *said, char **shown)
{
	struct log log;
	struct strv files CLEANUP_STRV = { 0 };
	struct synclist list = { 0 };
	int rc;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	strv_addf(&files, "%s/list", unit_folder());
	CU_ASSERT_EQUAL_FATAL(file_create(&log, files.v[0], 0644, text, strlen(text)), 0);
	rc = synclist_read(&log, &files, &list);
	*shown = show(&list);
	synclist_fini(&list);
	return rc;
}

static void reads_every_form(void)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "/etc/hosts -> /etc/hosts\n", "copy /etc/hosts>etc/hosts" },
		{ "# comment\n\n  a->/b  \n", "copy a>b" },
		{ "/etc/motd -> /etc//./", NULL },
		{ "/etc/motd -> /etc//", "copy /etc/motd>etc/" },
		{ "/etc/motd -> /", "copy /etc/motd>/" },
		{ "/a /b\t/c -> /dst", "copy /a+/b+/c>dst/" },
		{ "/a/* -> /dst", "copy /a/*>dst/" },
		{ "/a/[xy] -> /dst", "copy /a/[xy]>dst/" },
		{ "/a -> (n[1-3],@rack(2)) /b", "copy /a>b (n[1-3],@rack(2))" },
		{ "/a (compute,-(n1,n2)) -> /b/", "copy /a>b/ (compute,-(n1,n2))" },
		{ "/a (n1)->/b", "copy /a>b (n1)" },
		{ "/a -> /a\nAPPEND:\n/b -> /etc/profile\nMERGE:\n/c -> /etc/group\n",
		  "copy /a>a | append /b>etc/profile | merge /c>etc/group" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		char *shown CLEANUP_FREE = NULL;
		int rc = read_text(rows[i].text, &said, &shown);

		UNIT_INT(rc, rows[i].shown ? 0 : -EINVAL);
		if (rows[i].shown)
			UNIT_STR(shown, rows[i].shown);
	}
}

static void names_what_is_wrong(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "\n\nEXECUTE:\n", ":3: \"EXECUTE:\": nothing of a list is ever run" },
		{ "EXECUTEALWAYS:", "nothing of a list is ever run" },
		{ "/a /b\n", ":1: \"/a /b\": this is no \"SOURCE -> PATH\"" },
		{ "/a -> b\n", "an absolute path on the node" },
		{ "/a -> /b /c\n", "one path follows" },
		{ "/a -> /../b\n", "no part" },
		{ "/a -> /b*\n", "no wildcards" },
		{ "-> /b\n", "nothing stands before" },
		{ "(n1) -> /b\n", "nothing stands before" },
		{ "/a (n1) -> (n2) /b\n", "one noderange" },
		{ "/a n1) -> /b\n", "one noderange" },
		{ "/a -> (n1 /b\n", "one noderange" },
		{ "/a -> ( ) /b\n", "nothing between the brackets" },
		{ "/a/$HOST -> /b\n", "variables are not replaced" },
		{ "/a\x01 -> /b\n", "control character" },
		{ "MERGE:\n/a -> /etc/hosts\n", "MERGE: knows" },
		{ "APPEND:\n/a -> /etc/\n", "one file to one file" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str said CLEANUP_STR = { 0 };
		char *shown CLEANUP_FREE = NULL;

		UNIT_INT(read_text(rows[i].text, &said, &shown), -EINVAL);
		if (!strstr(str_text(&said), rows[i].why))
			fprintf(stderr, "\n  said %s  want %s\n", str_text(&said),
				rows[i].why);
		CU_ASSERT(strstr(str_text(&said), rows[i].why) != NULL);
	}
}

static void keeps_file_and_line(void)
{
	struct log log;
	struct str said CLEANUP_STR = { 0 };
	struct strv files CLEANUP_STRV = { 0 };
	struct synclist list = { 0 };
	static const char top[] = "/a -> /a\n#INCLUDE:more#\n", more[] = "\n/b -> /b\n";
	const char *folder = unit_folder();
	char *other CLEANUP_FREE = path_join(folder, "more");

	log_init(&log, "test");
	log.sink = hear;
	log.arg = &said;
	strv_addf(&files, "%s/list", folder);
	CU_ASSERT_EQUAL_FATAL(file_write(&log, other, 0644, more, strlen(more)), 0);
	CU_ASSERT_EQUAL_FATAL(file_write(&log, files.v[0], 0644, top, strlen(top)), 0);
	UNIT_INT(synclist_read(&log, &files, &list), 0);
	CU_ASSERT_EQUAL_FATAL(list.n, 2);
	UNIT_STR(list.v[0].file, files.v[0]);
	UNIT_INT(list.v[0].line, 1);
	UNIT_STR(list.v[1].file, other);
	UNIT_INT(list.v[1].line, 2);
	synclist_fini(&list);
	strv_add(&files, "/nowhere/at/all");
	UNIT_INT(synclist_read(&log, &files, &list), -ENOENT);
	synclist_fini(&list);
}

const char unit_suite[] = "synclist";
const struct unit_case unit_cases[] = {
	{ "reads every form of an entry", reads_every_form },
	{ "names what is wrong with a line", names_what_is_wrong },
	{ "keeps the file and line of an entry", keeps_file_and_line },
	{ NULL, NULL },
};
