/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/listing_fuzz.c - any lines as the listing of unsquashfs.
 */
#include "squashfs.h"

#include "tests/unit/folder.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *tree;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int fd;

	(void)argc;
	(void)argv;
	tree = unit_folder();
	fd = open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || symlinkat("a -> b", fd, "l -> a") != 0 ||
	    mkdirat(fd, "d", 0755) != 0 || mkfifoat(fd, "p", 0600) != 0)
		abort();
	close(fd);
	return 0;
}

/* No line is both an entry that is equal and a difference, and none after the first
 * difference counts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *rest = text, *line;
	struct squashfs_listing listing = { .tree = tree };

	if (!text)
		abort();
	while ((line = strsep(&rest, "\n"))) {
		const struct squashfs_listing before = listing;

		squashfs_listing_line(&listing, line);
		if (listing.entries - before.entries > 1 ||
		    (listing.entries != before.entries && listing.wrong[0]) ||
		    (before.wrong[0] && strcmp(before.wrong, listing.wrong) != 0))
			abort();
	}
	free(text);
	return 0;
}
