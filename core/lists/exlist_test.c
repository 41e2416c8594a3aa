/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/exlist_test.c - exclude lists read and matched.
 */
#include "exlist.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/heard.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void put(const char *folder, const char *name, const char *text)
{
	struct log log = quiet();
	char *path CLEANUP_FREE = path_join(folder, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, parent, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(file_create(&log, path, 0644, text, strlen(text)), 0);
}

static const struct {
	const char *text, *excludes, *includes;
} texts[] = {
	{ "./boot*\n./usr/include*\n", "./boot*|./usr/include*", "" },
	{ "# c\n  # c\n\n   \n./a\n", "./a", "" },
	{ "-./a\n- ./b\n", "./a|./b", "" },
	{ "+./a\n./b\n+ ./c*\n", "./b", "./a|./c*" },
	{ "  ./a  \n\t+./b\t\r\n", "./a", "./b" },
	{ "./a\n#INCLUDE:sub/more#\n./z", "./a|./m|./n|./z", "./k" },
	{ "./with space,and comma", "./with space,and comma", "" },
	{ "./a/\n./b", "./b", "" },
};

static void lists_are_read(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *folder = unit_folder();
		struct strv files CLEANUP_STRV = { 0 };
		struct exlist list = { 0 };
		struct log log;

		put(folder, "list", texts[i].text);
		put(folder, "sub/more", "./m\n#INCLUDE:less#\n");
		put(folder, "sub/less", "+./k\n./n\n");
		strv_addf(&files, "%s/list", folder);
		log = quiet();
		UNIT_INT(exlist_read(&log, &files, &list), 0);
		{
			char *ex CLEANUP_FREE = strv_join(&list.excludes, "|");
			char *in CLEANUP_FREE = strv_join(&list.includes, "|");

			UNIT_STR(ex, texts[i].excludes);
			UNIT_STR(in, texts[i].includes);
		}
		exlist_fini(&list);
	}
}

static const struct {
	const char *text, *says;
	int err;
} wrongs[] = {
	{ "./a\n/usr\n", "/list:2: the pattern \"/usr\"", EINVAL },
	{ "usr*\n", "/list:1: the pattern \"usr*\"", EINVAL },
	{ "+usr*\n", "/list:1: the pattern \"usr*\"", EINVAL },
	{ "./\n", "/list:1: the pattern \"./\"", EINVAL },
	{ "+\n", "/list:1: the pattern \"\"", EINVAL },
	{ "./a\n#INCLUDE:list#\n", "/list:2: including ", ELOOP },
	{ "#INCLUDE:none#\n", "/list:1: cannot include ", ENOENT },
};

static void wrong_lists_are_refused(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const char *folder = unit_folder();
		struct strv files CLEANUP_STRV = { 0 };
		struct exlist list = { 0 };
		struct log log;

		put(folder, "list", wrongs[i].text);
		strv_addf(&files, "%s/list", folder);
		log = quiet();
		UNIT_INT(exlist_read(&log, &files, &list), -wrongs[i].err);
		CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), wrongs[i].says));
		exlist_fini(&list);
	}
	str_fini(&said);
}

static void files_add_up(void)
{
	const char *folder = unit_folder();
	struct strv files CLEANUP_STRV = { 0 };
	struct exlist list = { 0 };
	struct log log;

	put(folder, "one", "./a\n");
	put(folder, "two", "./b\n");
	strv_addf(&files, "%s/one", folder);
	strv_addf(&files, "%s/two", folder);
	strv_addf(&files, "%s/none", folder);
	log = quiet();
	UNIT_INT(exlist_read(&log, &files, &list), -ENOENT);
	UNIT_INT(list.excludes.n, 2);
	exlist_fini(&list);
	str_fini(&said);
}

/* As find -path of GNU findutils answers. */
static const struct {
	const char *pattern, *path;
	bool match;
} matches[] = {
	{ "./usr/share/man*", "./usr/share/man", true },
	{ "./usr/share/man*", "./usr/share/man/man1/ls.1", true },
	{ "./usr/share/man*", "./usr/share/manifest", true },
	{ "./usr/share/man/*", "./usr/share/man", false },
	{ "./usr/share/man", "./usr/share/man/man1", false },
	{ "./usr/*/doc", "./usr/a/b/doc", true },
	{ "./usr/?oc", "./usr/doc", true },
	{ "./usr?doc", "./usr/doc", true },
	{ "./tmp/*", "./tmp/.hidden", true },
	{ "./[ab]*", "./boot", true },
	{ "./[!ab]*", "./boot", false },
	{ "./a\\*", "./a*", true },
	{ "./a\\*", "./ab", false },
	{ "./boot", "./x/boot", false },
	{ "./*.pyc", "./usr/lib/x.pyc", true },
};

static void patterns_match_as_find(void)
{
	for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++) {
		struct exlist list = { 0 };

		strv_add(&list.excludes, matches[i].pattern);
		UNIT_INT(exlist_excludes(&list, matches[i].path), matches[i].match);
		CU_ASSERT(!exlist_includes(&list, matches[i].path));
		exlist_fini(&list);
	}
}

const char unit_suite[] = "core/lists/exlist";
const struct unit_case unit_cases[] = {
	{ "lists are read with signs, comments and includes", lists_are_read },
	{ "wrong lists are refused with file and line", wrong_lists_are_refused },
	{ "several files add up, and a missing one is an error", files_add_up },
	{ "patterns match as find -path does", patterns_match_as_find },
	{ NULL, NULL },
};
