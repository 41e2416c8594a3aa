/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/exlist_fuzz.c - any bytes as an exclude list.
 *
 * Whatever is accepted begins with ./ and can be matched.
 */
#include "core/base/file.h"
#include "core/base/str.h"
#include "core/lists/exlist.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

static void hush(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static void check(const struct strv *patterns)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (!str_starts(patterns->v[i], "./") || str_ends(patterns->v[i], "/"))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strv files CLEANUP_STRV = { 0 };
	struct exlist list = { 0 };
	struct log log;
	int fd CLEANUP_FD = memfd_create("exlist", MFD_CLOEXEC);

	if (fd < 0 || file_write_all(fd, data, size) < 0)
		return 0;
	log_init(&log, "fuzz");
	log.sink = hush;
	strv_addf(&files, "/proc/self/fd/%d", fd);
	if (exlist_read(&log, &files, &list) == 0) {
		check(&list.excludes);
		check(&list.includes);
		(void)exlist_excludes(&list, "./usr/share/man");
		(void)exlist_includes(&list, "./usr/share/man");
	}
	exlist_fini(&list);
	return 0;
}
