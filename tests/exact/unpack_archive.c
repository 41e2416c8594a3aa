/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/exact/unpack_archive.c - unpacks a root as the node program does.
 *
 *   unpack_archive ARCHIVE FOLDER
 */
#include "node/unroot.h"
#include "node/unzstd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int unpack(int archive, int root)
{
	struct unzstd *unzstd = unzstd_new(archive);
	struct untar_source source = { unzstd_read, unzstd };
	struct unroot result = { 0 };
	int rc = unzstd ? unroot(&result, root, &source) : -ENOMEM;

	if (rc < 0)
		fprintf(stderr, "cannot unpack: %s: %s\n", strerror(-rc), result.why);
	if (result.dropped)
		fprintf(stderr, "dropped: %s\n", result.first_dropped);
	unzstd_free(unzstd);
	return rc < 0 || result.dropped;
}

int main(int argc, char **argv)
{
	int archive, root, failed;

	if (argc != 3)
		return 2;
	archive = open(argv[1], O_RDONLY | O_CLOEXEC);
	root = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	umask(0);
	failed = archive < 0 || root < 0 || unpack(archive, root);
	if (archive >= 0)
		close(archive);
	if (root >= 0)
		close(root);
	return failed;
}
