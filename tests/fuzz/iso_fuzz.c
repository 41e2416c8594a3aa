/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/iso_fuzz.c - images of media, and listings of any paths.
 *
 * The first byte chooses: an image of what follows, for libarchive and us, or lines of
 * paths, which reach what a damaged image seldom does.
 */
#include "core/media/iso.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was let through stays below its top, each path once. */
static void check(const struct listing *listing)
{
	for (size_t i = 0; i < listing->n; i++) {
		const char *path = listing->v[i].path;

		if (*path == '/' || !*path || strcmp(path, "..") == 0 ||
		    strncmp(path, "../", 3) == 0 || strstr(path, "/../"))
			abort();
		if (i && strcmp(listing->v[i - 1].path, path) >= 0)
			abort();
	}
}

static void list_lines(struct log *log, char *text, struct listing *listing)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *target = strchr(line + 1, ' ');
		struct entry entry = { .kind = (unsigned char)line[0] % 4 + 1,
				       .path = line + 1,
				       .target = target ? target + 1 : "" };

		if (target)
			*target = '\0';
		if (listing_add(log, "F", listing, &entry) < 0)
			return;
	}
	if (listing_check(log, "F", listing) == 0)
		check(listing);
}

static void list_image(struct log *log, const uint8_t *data, size_t size,
		       struct listing *listing)
{
	int fd = memfd_create("iso", MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	/* The volume descriptors begin at sector 16. */
	if (fd >= 0 && pwrite(fd, data, size, 16 * 2048) == (ssize_t)size &&
	    ftruncate(fd, 64 * 2048) == 0 && iso_list(log, path, NULL, listing) == 0)
		check(listing);
	if (fd >= 0)
		close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct listing listing = { 0 };
	struct log log;

	log_init(&log, "fuzz");
	log.level = -1;
	if (size && data[0] & 1) {
		list_image(&log, data + 1, size - 1, &listing);
	} else if (size) {
		char *text = mem_ndup((const char *)data + 1, size - 1);

		list_lines(&log, text, &listing);
		free(text);
	}
	listing_fini(&listing);
	return 0;
}
