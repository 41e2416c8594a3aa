/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/include_test.c - lists that include lists.
 */
#include "include.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void put(const char *folder, const char *name, const char *text)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, text, strlen(text)), 0);
}

/* Reads FOLDER/a and gives its lines joined with '|'. */
static int read_a(const char *folder, enum include_base base, char **joined)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(folder, "a");
	struct list_lines lines = { 0 };
	struct str out = { 0 };
	int rc = include_read(&log, path, base, &lines);

	for (size_t i = 0; i < lines.n; i++)
		str_addf(&out, "%s%s", i ? "|" : "", lines.v[i].text);
	*joined = str_take(&out);
	include_fini(&lines);
	return rc;
}

static const struct {
	const char *a, *b, *expected;
} texts[] = {
	{ "one\ntwo\n", "", "one|two" },
	{ "one\n\n  \t\ntwo", "", "one|two" },
	{ "  one  \r\ntwo\t\n", "", "  one|two" },
	{ "", "", "" },
	{ "one\n#INCLUDE:b#\ntwo\n", "x\ny\n", "one|x|y|two" },
	{ "  #INCLUDE: b #", "x", "x" },
	{ "one,#INCLUDE:b#,two", "x", "one,|x|,two" },
	{ "#INCLUDE:b##INCLUDE:b#", "x", "x|x" },
	{ "# see #INCLUDE:nothing#\none", "", "# see #INCLUDE:nothing#|one" },
	{ "#NEW_INSTALL_LIST#", "", "#NEW_INSTALL_LIST#" },
};

static void lines_are_read(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *folder = unit_folder();
		char *joined = NULL;

		put(folder, "a", texts[i].a);
		put(folder, "b", texts[i].b);
		UNIT_INT(read_a(folder, INCLUDE_FROM_LIST, &joined), 0);
		UNIT_STR(joined, texts[i].expected);
		mem_cleanup_free(&joined);
	}
}

static void base_is_as_asked(void)
{
	const char *folder = unit_folder();
	char *joined = NULL;

	put(folder, "a", "#INCLUDE:sub/b#");
	put(folder, "sub/b", "#INCLUDE:c#");
	put(folder, "c", "top");
	put(folder, "sub/c", "list");
	UNIT_INT(read_a(folder, INCLUDE_FROM_TOP, &joined), 0);
	UNIT_STR(joined, "top");
	mem_cleanup_free(&joined);
	UNIT_INT(read_a(folder, INCLUDE_FROM_LIST, &joined), 0);
	UNIT_STR(joined, "list");
	mem_cleanup_free(&joined);
}

static void places_are_known(void)
{
	struct log log = quiet();
	const char *folder = unit_folder();
	char *a CLEANUP_FREE = path_join(folder, "a");
	char *b CLEANUP_FREE = path_join(folder, "b");
	struct list_lines lines = { 0 };

	put(folder, "a", "\none\n#INCLUDE:b#\ntwo\n");
	put(folder, "b", "# no\n\nx\n");
	UNIT_INT(include_read(&log, a, INCLUDE_FROM_TOP, &lines), 0);
	CU_ASSERT_EQUAL_FATAL(lines.n, 4);
	UNIT_STR(lines.v[0].file, a);
	UNIT_INT(lines.v[0].number, 2);
	UNIT_STR(lines.v[2].file, b);
	UNIT_INT(lines.v[2].number, 3);
	UNIT_INT(lines.v[3].number, 4);
	include_fini(&lines);
}

static const struct {
	const char *a, *b;
	int err;
	const char *says;
} wrongs[] = {
	{ "\n#INCLUDE:a#", "", ELOOP, "/a:2: including " },
	{ "#INCLUDE:b#", "x\n#INCLUDE:a#", ELOOP, "/b:2: including " },
	{ "#INCLUDE:link#", "", ELOOP, "/a:1: including " },
	{ "x\n#INCLUDE:nothing#", "", ENOENT, "/a:2: cannot include " },
	{ "#INCLUDE:b", "", EINVAL, "/a:1: #INCLUDE: lacks the #" },
	{ "#INCLUDE: #", "", EINVAL, "/a:1: #INCLUDE:# names no file" },
	{ "#INCLUDE:x/${ARCH}#", "", EINVAL, "/a:1: #INCLUDE:x/${ARCH}# has a variable" },
	{ "#INCLUDE:50$#", "", ENOENT, "/a:1: cannot include " },
	{ "#INCLUDE:.#", "", EISDIR, "/a:1: cannot include " },
	{ "#INCLUDE:b##INCLUDE:b#", "#INCLUDE:c##INCLUDE:c#", ENOENT, "/b:1: " },
};

static void wrong_lists_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const char *folder = unit_folder();
		char *link CLEANUP_FREE = path_join(folder, "link");
		char *joined = NULL;

		put(folder, "a", wrongs[i].a);
		put(folder, "b", wrongs[i].b);
		CU_ASSERT_EQUAL_FATAL(symlink("a", link), 0);
		UNIT_INT(read_a(folder, INCLUDE_FROM_LIST, &joined), -wrongs[i].err);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), wrongs[i].says));
		mem_cleanup_free(&joined);
	}
	str_fini(&said);
}

static void nul_is_refused(void)
{
	struct log log = quiet();
	const char *folder = unit_folder();
	char *path CLEANUP_FREE = path_join(folder, "a");
	char *joined = NULL;

	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, "one\nt\0wo\n", 9), 0);
	UNIT_INT(read_a(folder, INCLUDE_FROM_LIST, &joined), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/a:2: there is a NUL byte"));
	mem_cleanup_free(&joined);
	str_fini(&said);
}

/* Thirty files that each include the next one twice would be read 2^30 times. */
static void doubling_is_stopped(void)
{
	const char *folder = unit_folder();
	char *joined = NULL;

	put(folder, "a", "#INCLUDE:f0#");
	for (int i = 0; i < 30; i++) {
		char *name CLEANUP_FREE = mem_printf("f%d", i);
		char *text CLEANUP_FREE =
			mem_printf("#INCLUDE:f%d#\n#INCLUDE:f%d#", i + 1, i + 1);

		put(folder, name, text);
	}
	put(folder, "f30", "x");
	UNIT_INT(read_a(folder, INCLUDE_FROM_LIST, &joined), -ELOOP);
	mem_cleanup_free(&joined);
	str_fini(&said);
}

const char unit_suite[] = "core/lists/include";
const struct unit_case unit_cases[] = {
	{ "lines are read, and replaced by what they include", lines_are_read },
	{ "relative names start where the caller says", base_is_as_asked },
	{ "each line knows its file and number", places_are_known },
	{ "loops and unreadable files are named with file and line",
	  wrong_lists_are_refused },
	{ "a NUL byte is refused", nul_is_refused },
	{ "files that include each other doubly are stopped", doubling_is_stopped },
	{ NULL, NULL },
};
