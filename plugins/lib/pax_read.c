/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_read.c - reads pax archives compressed by zstd.
 */
#include "pax.h"
#include "pax_acl.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT = 1 << 20 /* bytes read at once */ };

struct pax_reader {
	struct sl_job *job;
	struct archive *archive;
	char *file;
	int fd;
	char input[INPUT];
};

static int failed(struct pax_reader *reader)
{
	int err = archive_errno(reader->archive);
	const char *why = archive_error_string(reader->archive);

	return sl_fail(reader->job, err > 0 ? err : EIO, "cannot read %s: %s",
		       reader->file, why ? why : "it is damaged");
}

static la_ssize_t read_input(struct archive *archive, void *arg, const void **data)
{
	struct pax_reader *reader = arg;
	ssize_t n = read(reader->fd, reader->input, INPUT);

	if (n < 0)
		archive_set_error(archive, errno, "%s", strerror(errno));
	*data = reader->input;
	return n;
}

static int set_up(struct pax_reader *reader)
{
	reader->fd = open(reader->file, O_RDONLY | O_CLOEXEC);
	if (reader->fd < 0)
		return sl_fail(reader->job, errno, "cannot open %s: %s", reader->file,
			       strerror(errno));
	if (archive_read_support_format_tar(reader->archive) == ARCHIVE_OK &&
	    archive_read_support_filter_zstd(reader->archive) == ARCHIVE_OK &&
	    archive_read_open(reader->archive, reader, NULL, read_input, NULL) ==
		    ARCHIVE_OK)
		return 0;
	return failed(reader);
}

struct pax_reader *pax_reader_open(struct sl_job *job, const char *file)
{
	struct pax_reader *reader = calloc(1, sizeof(*reader));

	if (reader) {
		reader->job = job;
		reader->fd = -1;
		reader->file = strdup(file);
		reader->archive = archive_read_new();
	}
	if (!reader || !reader->file || !reader->archive)
		sl_fail(job, ENOMEM, "out of memory for the reader of %s", file);
	else if (set_up(reader) == 0)
		return reader;
	pax_reader_close(reader);
	return NULL;
}

/* "usr/", "./"; nothing at all where the archive is damaged. */
static int take_path(struct pax_entry *to, const char *path)
{
	size_t n = path ? strlen(path) : 0;

	if (n == 0)
		return -EILSEQ;
	while (n > 1 && path[n - 1] == '/')
		n--;
	to->path = strndup(path, n);
	return to->path ? 0 : -ENOMEM;
}

static int take_attributes(struct archive_entry *from, struct pax_entry *to)
{
	const char *name;
	const void *value;
	size_t n;
	int rc = 0;

	archive_entry_xattr_reset(from);
	while (rc == 0 && archive_entry_xattr_next(from, &name, &value, &n) == ARCHIVE_OK)
		rc = pax_entry_add_attribute(to, name, value, n);
	return rc < 0 ? rc : pax_acl_from_archive(from, to);
}

/* libarchive ends a list by an empty extent where the file ends in a hole. */
static int take_extents(struct archive_entry *from, struct pax_entry *to)
{
	int count = archive_entry_sparse_reset(from), rc = 0;
	la_int64_t at, n;

	while (rc == 0 && archive_entry_sparse_next(from, &at, &n) == ARCHIVE_OK)
		if (n > 0)
			rc = pax_entry_add_extent(to, at, n);
	if (rc == 0 && count > 0 && to->n_extents == 0)
		rc = pax_entry_add_extent(to, 0, 0);
	return rc;
}

static int take_metadata(struct archive_entry *from, struct pax_entry *to)
{
	to->mode = archive_entry_mode(from);
	to->uid = (uid_t)archive_entry_uid(from);
	to->gid = (gid_t)archive_entry_gid(from);
	to->time.tv_sec = archive_entry_mtime(from);
	to->time.tv_nsec = archive_entry_mtime_nsec(from);
	to->size = S_ISREG(to->mode) ? archive_entry_size(from) : 0;
	if (S_ISCHR(to->mode) || S_ISBLK(to->mode))
		to->device = archive_entry_rdev(from);
	if (S_ISLNK(to->mode) && archive_entry_symlink(from))
		return pax_entry_set(&to->target, archive_entry_symlink(from));
	return 0;
}

int pax_reader_entry(struct pax_reader *reader, struct pax_entry *to)
{
	struct archive_entry *from;
	int rc = archive_read_next_header(reader->archive, &from);

	memset(to, 0, sizeof(*to));
	if (rc == ARCHIVE_EOF)
		return 0;
	if (rc != ARCHIVE_OK)
		return failed(reader);
	rc = take_path(to, archive_entry_pathname(from));
	if (rc == 0 && archive_entry_hardlink(from))
		rc = pax_entry_set(&to->hard, archive_entry_hardlink(from));
	if (rc == 0)
		rc = take_metadata(from, to);
	if (rc == 0)
		rc = take_attributes(from, to);
	if (rc == 0)
		rc = take_extents(from, to);
	if (rc == 0)
		return 1;
	pax_entry_fini(to);
	return sl_fail(reader->job, -rc, "cannot read an entry of %s: %s", reader->file,
		       strerror(-rc));
}

int pax_reader_data(struct pax_reader *reader, const void **data, size_t *n, int64_t *at)
{
	la_int64_t offset = 0;
	int rc = archive_read_data_block(reader->archive, data, n, &offset);

	*at = offset;
	if (rc == ARCHIVE_EOF)
		return 0;
	return rc == ARCHIVE_OK ? 1 : failed(reader);
}

void pax_reader_close(struct pax_reader *reader)
{
	if (!reader)
		return;
	archive_read_free(reader->archive);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader->file);
	free(reader);
}
