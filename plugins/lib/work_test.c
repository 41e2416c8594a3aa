/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/work_test.c - files that a job writes for its programs.
 */
#include "fakehost.h"
#include "work.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct fake fake;

static void begin(void)
{
	fake_init(&fake, unit_folder());
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void folders_are_made_once(void)
{
	struct stat st;
	char *path, *below;

	begin();
	path = work_path(&fake.job, "some");
	UNIT_INT(strncmp(path, fake.folders[SL_WORK], strlen(fake.folders[SL_WORK])), 0);
	UNIT_STR(path + strlen(fake.folders[SL_WORK]), "/some");
	below = args_printf("%s/a/b", path);
	UNIT_INT(work_make_folder(&fake.job, path), 0);
	UNIT_INT(work_make_folder(&fake.job, path), 0);
	CU_ASSERT(stat(path, &st) == 0 && S_ISDIR(st.st_mode));
	UNIT_STR(fake.said, "");
	UNIT_INT(work_make_folder(&fake.job, below), -ENOENT);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, below));
	free(below);
	free(path);
	fake_fini(&fake);
}

static void what_was_written_is_read(void)
{
	ARGS lines = { 0 };
	char *path, *text;

	begin();
	path = work_path(&fake.job, "file");
	UNIT_INT(work_write(&fake.job, path, "a longer text"), 0);
	UNIT_INT(work_write_lines(&fake.job, path, &lines), 0);
	text = work_read(path, 100);
	UNIT_STR(text, ""); /* no lines, no end of one */
	free(text);
	args_split(&lines, "one two", " ");
	UNIT_INT(work_write_lines(&fake.job, path, &lines), 0);
	text = work_read(path, 100);
	UNIT_STR(text, "one\ntwo\n");
	free(text);
	text = work_read(path, 5); /* no more than was asked for */
	UNIT_STR(text, "one\nt");
	free(text);
	free(path);
	end();
}

static void nothing_is_said_of_what_cannot_be_read(void)
{
	begin();
	errno = 0;
	CU_ASSERT_PTR_NULL(work_read("/no/such/file", 10));
	UNIT_INT(errno, ENOENT);
	CU_ASSERT_PTR_NULL(work_read(fake.folders[SL_WORK], 10));
	CU_ASSERT_PTR_NULL(work_read_fd(-ENOENT, 10));
	end();
}

static const struct {
	const char *path, *says;
} unwritable[] = {
	{ "/no/such/file", "cannot write /no/such/file: No such file or directory\n" },
	{ "/dev/full", "cannot write /dev/full: No space left on device\n" },
};

static void what_cannot_be_written_is_named(void)
{
	for (size_t i = 0; i < sizeof(unwritable) / sizeof(unwritable[0]); i++) {
		begin();
		CU_ASSERT(work_write(&fake.job, unwritable[i].path, "text") < 0);
		UNIT_STR(fake.said, unwritable[i].says);
		fake_fini(&fake);
	}
}

const char unit_suite[] = "plugin work";
const struct unit_case unit_cases[] = {
	{ "a folder that is there already is no error", folders_are_made_once },
	{ "what was written last is read", what_was_written_is_read },
	{ "nothing is said of what cannot be read",
	  nothing_is_said_of_what_cannot_be_read },
	{ "what cannot be written is named with its cause",
	  what_cannot_be_written_is_named },
	{ NULL, NULL }
};
