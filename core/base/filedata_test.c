/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/filedata_test.c - the bytes of files, copied with their holes.
 */
#include "filedata.h"
#include "file.h"
#include "path.h"
#include "str.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MB = 1 << 20 };

/* Writes `text` at each offset; the file then has `size` bytes. */
static const struct {
	const char *sentence;
	off_t at[2], size;
} cases[] = {
	{ "an empty file", { -1, -1 }, 0 },
	{ "a short file", { 0, -1 }, 4 },
	{ "a file that ends in a hole", { 0, -1 }, 3 * MB },
	{ "a file that begins with one", { 2 * MB, -1 }, 2 * MB + 4 },
	{ "one in the middle", { 0, 3 * MB }, 3 * MB + 4 },
	{ "nothing but a hole", { -1, -1 }, MB },
};

static int make(const char *path, const off_t at[2], off_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	for (int i = 0; i < 2; i++)
		if (at[i] >= 0)
			UNIT_INT(pwrite(fd, "data", 4, at[i]), 4);
	UNIT_INT(ftruncate(fd, size), 0);
	UNIT_INT(fsync(fd), 0);
	return fd;
}

static void compare(const char *from, const char *to)
{
	struct str a CLEANUP_STR = { 0 }, b CLEANUP_STR = { 0 };
	struct stat sa, sb;
	struct log log;

	log_init(&log, "test");
	UNIT_INT(file_read(&log, from, 8 * MB, &a), 0);
	UNIT_INT(file_read(&log, to, 8 * MB, &b), 0);
	CU_ASSERT_EQUAL_FATAL(a.n, b.n);
	CU_ASSERT(memcmp(str_text(&a), str_text(&b), a.n) == 0);
	UNIT_INT(stat(from, &sa), 0);
	UNIT_INT(stat(to, &sb), 0);
	/* a hole of a megabyte or more is no smaller than a few blocks of rounding */
	CU_ASSERT(sb.st_blocks <= sa.st_blocks + 128);
}

static void bytes_and_holes_are_copied(void)
{
	const char *top = unit_folder();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *from CLEANUP_FREE = mem_printf("%s/from%zu", top, i);
		char *to CLEANUP_FREE = mem_printf("%s/to%zu", top, i);
		int in CLEANUP_FD = make(from, cases[i].at, cases[i].size);
		int out CLEANUP_FD = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

		UNIT_INT(filedata_copy(in, out), 0);
		fsync(out);
		compare(from, to);
	}
}

/* Where copy_file_range(2) refuses (EXDEV), the bytes go through our hands. */
static void another_file_system_is_read_and_written(void)
{
	char *to CLEANUP_FREE = path_join(unit_folder(), "shm");
	char *from CLEANUP_FREE = mem_printf("/dev/shm/filedata-%d", (int)getpid());
	const off_t at[2] = { 0, 2 * MB };
	int in CLEANUP_FD = make(from, at, 4 * MB);
	int out CLEANUP_FD = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	UNIT_INT(filedata_copy(in, out), 0);
	fsync(out);
	compare(from, to);
	unlink(from);
}

static void what_cannot_be_written_is_told(void)
{
	char *from CLEANUP_FREE = path_join(unit_folder(), "source");
	const off_t at[2] = { 0, -1 };
	int in CLEANUP_FD = make(from, at, 4);
	int full CLEANUP_FD = open("/dev/full", O_WRONLY | O_CLOEXEC);

	CU_ASSERT(filedata_copy(in, full) < 0);
}

const char unit_suite[] = "filedata";
const struct unit_case unit_cases[] = {
	{ "bytes and holes are copied", bytes_and_holes_are_copied },
	{ "another file system is read and written",
	  another_file_system_is_read_and_written },
	{ "what cannot be written is told", what_cannot_be_written_is_told },
	{ NULL, NULL },
};
