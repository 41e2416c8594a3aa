/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/visit_test.c - folders visited.
 */
#include "visit.h"
#include "path.h"
#include "str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void make(const char *folder)
{
	struct log log;
	char *deep CLEANUP_FREE = path_join(folder, "b/c/d");
	char *other CLEANUP_FREE = path_join(folder, "a");
	char *link CLEANUP_FREE = path_join(folder, "b/link");

	log_init(&log, "test");
	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, deep, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(path_make_folders(&log, other, 0755), 0);
	CU_ASSERT_EQUAL_FATAL(symlink("/etc", link), 0);
}

struct seen {
	struct str text;
	const char *pass_by;
	const char *fail_at;
};

static int see(void *arg, const struct visit_entry *entry)
{
	struct seen *seen = arg;

	str_addf(&seen->text, "%s%s ", entry->path,
		 S_ISDIR(entry->st->st_mode) ? "/" : "");
	CU_ASSERT_EQUAL(faccessat(entry->folder, entry->name, F_OK, AT_SYMLINK_NOFOLLOW),
			0);
	if (str_is(entry->path, seen->fail_at))
		return -EUCLEAN;
	return str_is(entry->path, seen->pass_by) ? VISIT_PASS_BY : VISIT_GO_ON;
}

static const struct {
	const char *pass_by, *fail_at, *seen;
	int rc;
} cases[] = {
	{ NULL, NULL, "a/ b/ b/c/ b/c/d/ b/link ", 0 },
	{ "b/c", NULL, "a/ b/ b/c/ b/link ", 0 },
	{ "a", "b/c", "a/ b/ b/c/ ", -EUCLEAN },
};

static void folders_are_visited(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *folder = unit_folder();
		struct seen seen = { .pass_by = cases[i].pass_by,
				     .fail_at = cases[i].fail_at };
		struct log log;
		int fd;

		make(folder);
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		log_init(&log, "test");
		UNIT_INT(visit_tree(&log, fd, folder, see, &seen), cases[i].rc);
		UNIT_STR(str_text(&seen.text), cases[i].seen);
		UNIT_INT(log.errors, 0);
		str_fini(&seen.text);
		close(fd);
	}
}

static void hush(void *arg, int level, const char *line)
{
	(void)level;
	str_add(arg, line);
}

static void unreadable_is_said(void)
{
	struct seen seen = { .text = { 0 } };
	struct str said CLEANUP_STR = { 0 };
	struct log log;
	int fd CLEANUP_FD = open("/dev/null", O_RDONLY | O_CLOEXEC);

	log_init(&log, "test");
	log.sink = hush;
	log.arg = &said;
	UNIT_INT(visit_tree(&log, fd, "/some", see, &seen), -ENOTDIR);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "cannot read /some/"));
}

const char unit_suite[] = "core/base/visit";
const struct unit_case unit_cases[] = {
	{ "entries come sorted, folders first, links not followed", folders_are_visited },
	{ "what cannot be read is said", unreadable_is_said },
	{ NULL, NULL },
};
