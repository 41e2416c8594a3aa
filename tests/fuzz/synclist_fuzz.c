/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/synclist_fuzz.c - any bytes as a synclist.
 *
 * Whatever is accepted has sources and a path that stays below the root.
 */
#include "core/base/file.h"
#include "core/base/str.h"
#include "core/lists/synclist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void hush(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static void check(const struct synclist_entry *entry)
{
	struct strv parts CLEANUP_STRV = { 0 };

	if (entry->sources.n == 0 || entry->path[0] == '/' || str_ends(entry->path, "/"))
		abort();
	strv_split(&parts, entry->path, "/");
	for (size_t i = 0; i < parts.n; i++)
		if (strcmp(parts.v[i], "..") == 0 || strcmp(parts.v[i], ".") == 0)
			abort();
	if (entry->nodes && strlen(entry->nodes) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strv files CLEANUP_STRV = { 0 };
	struct synclist list = { 0 };
	struct log log;
	int fd CLEANUP_FD = memfd_create("synclist", MFD_CLOEXEC);

	if (fd < 0 || file_write_all(fd, data, size) < 0)
		return 0;
	log_init(&log, "fuzz");
	log.sink = hush;
	strv_addf(&files, "/proc/self/fd/%d", fd);
	if (synclist_read(&log, &files, &list) == 0)
		for (size_t i = 0; i < list.n; i++)
			check(&list.v[i]);
	synclist_fini(&list);
	return 0;
}
