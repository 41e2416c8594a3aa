/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/pkglist_fuzz.c - any bytes as a package list.
 *
 * Whatever is accepted must be fit for a command line.
 */
#include "core/base/file.h"
#include "core/lists/pkglist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void hush(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static void check(const struct strv *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->v[i];

		if (*name == '-' || *name == '\0' ||
		    strpbrk(name, ";&|<>$`\\\"'(){}[]!#\n\t"))
			abort();
	}
}

static void check_passes(const struct pkglist *list)
{
	for (size_t i = 0; i < list->n; i++) {
		check(&list->passes[i].remove_before);
		check(&list->passes[i].install);
		check(&list->passes[i].remove_after);
		check(&list->passes[i].repositories);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strv files CLEANUP_STRV = { 0 };
	struct pkglist list = { 0 };
	struct log log;
	int fd CLEANUP_FD = memfd_create("pkglist", MFD_CLOEXEC);

	if (fd < 0 || file_write_all(fd, data, size) < 0)
		return 0;
	log_init(&log, "fuzz");
	log.sink = hush;
	strv_addf(&files, "/proc/self/fd/%d", fd);
	if (pkglist_read(&log, &files, &list) == 0)
		check_passes(&list);
	pkglist_fini(&list);
	return 0;
}
