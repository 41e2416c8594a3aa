/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/unpack.c - files of a tree that may be compressed one by one.
 */
#include "unpack.h"
#include "core/base/file.h"
#include "core/base/intree.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The largest module of any distribution has about 15 MiB, the largest firmware 60. */
enum { MOST = 256 << 20, BLOCK = 65536 };

static const struct {
	const char *suffix;
	int (*filter)(struct archive *);
} filters[] = {
	{ ".xz", archive_read_support_filter_xz },
	{ ".zst", archive_read_support_filter_zstd },
	{ ".gz", archive_read_support_filter_gzip },
};

static int read_stream(struct archive *archive, struct str *out)
{
	char buffer[BLOCK];
	size_t before = out->n;

	for (;;) {
		la_ssize_t n = archive_read_data(archive, buffer, sizeof(buffer));

		if (n == ARCHIVE_RETRY)
			continue;
		if (n <= 0)
			return n < 0 ? -EBADMSG : 0;
		if (out->n - before + (size_t)n > MOST)
			return -EFBIG;
		str_addn(out, buffer, (size_t)n);
	}
}

/* The raw format takes anything for its one entry: where no filter found its magic, the
 * file is not what its name says. */
static int decompress(struct log *log, const char *path, int fd,
		      int (*filter)(struct archive *), struct str *out)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int rc = -EBADMSG;

	if (!archive)
		return log_fail(log, ENOMEM, "cannot read %s: out of memory", path);
	filter(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_fd(archive, fd, BLOCK) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK &&
	    archive_filter_code(archive, 0) != ARCHIVE_FILTER_NONE)
		rc = read_stream(archive, out);
	if (rc == -EFBIG)
		log_fail(log, EFBIG, "cannot read %s: it unpacks to more than %d MiB",
			 path, MOST >> 20);
	else if (rc < 0)
		log_fail(log, -rc, "cannot decompress %s of the tree: %s", path,
			 archive_error_string(archive) ? archive_error_string(archive)
						       : "it is damaged");
	archive_read_free(archive);
	return rc;
}

int unpack_read(struct log *log, int tree, const char *path, struct str *out)
{
	int fd CLEANUP_FD = intree_open(tree, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
	int rc;

	if (fd < 0)
		return log_fail(log, -fd, "cannot read %s of the tree: %s", path,
				strerror(-fd));
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (str_ends(path, filters[i].suffix))
			return decompress(log, path, fd, filters[i].filter, out);
	rc = file_read_fd(fd, MOST, out);
	if (rc < 0)
		return log_fail(log, -rc, "cannot read %s of the tree: %s", path,
				strerror(-rc));
	return 0;
}
