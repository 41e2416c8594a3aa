/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/filecopy_test.c - a copy of an open file.
 */
#include "filecopy.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BYTES = 200001 };

static void copied(void)
{
	char from[300], to[300], *data = calloc(2, BYTES);
	const char *folder = unit_folder();
	int fd;

	CU_ASSERT_FATAL(data != NULL);
	for (size_t i = 0; i < BYTES; i++)
		data[i] = (char)(i * 7);
	snprintf(from, sizeof(from), "%s/from", folder);
	snprintf(to, sizeof(to), "%s/to", folder);
	fd = open(from, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	UNIT_INT(write(fd, data, BYTES), BYTES);
	for (int i = 0; i < 2; i++) { /* what was there is replaced */
		lseek(fd, i, SEEK_SET);
		UNIT_INT(filecopy(fd, to), 0);
	}
	close(fd);
	fd = open(to, O_RDONLY | O_CLOEXEC);
	UNIT_INT(read(fd, data + BYTES, BYTES), BYTES - 1);
	UNIT_INT(memcmp(data + 1, data + BYTES, BYTES - 1), 0);
	close(fd);
	free(data);
}

static void failing(void)
{
	char path[300];
	int fd = open("/", O_RDONLY | O_CLOEXEC), file = open("/etc/passwd", O_RDONLY);

	snprintf(path, sizeof(path), "%s/to", unit_folder());
	UNIT_INT(filecopy(fd, path), -EISDIR);
	UNIT_INT(filecopy(-1, path), -EBADF);
	UNIT_INT(filecopy(file, "/no/such/folder/file"), -ENOENT);
	UNIT_INT(filecopy(file, "/dev/full"), -ENOSPC);
	close(file);
	close(fd);
}

const char unit_suite[] = "plugin filecopy";
const struct unit_case unit_cases[] = {
	{ "what is left of a file is copied, over what was there", copied },
	{ "each failure is told", failing },
	{ NULL, NULL }
};
