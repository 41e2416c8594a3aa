/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_write.c - writes pax archives compressed by zstd.
 */
#include "pax.h"
#include "pax_acl.h"

#include <archive.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ZEROS = 1 << 16, OUTPUT = 1 << 20 /* bytes written at once */ };

static const char zeros[ZEROS];

struct pax_writer {
	struct sl_job *job;
	struct archive *archive;
	char *file;
};

static int failed(struct pax_writer *writer, const char *what)
{
	int err = archive_errno(writer->archive);
	const char *why = archive_error_string(writer->archive);

	return sl_fail(writer->job, err > 0 ? err : EIO, "cannot write %s of %s: %s",
		       what, writer->file, why ? why : strerror(err > 0 ? err : EIO));
}

/* More than one thread or one: the bytes are the same, but not with none. */
static int set_up(struct pax_writer *writer, int level, int threads)
{
	struct archive *archive = writer->archive;
	char number[16], count[16];

	snprintf(number, sizeof(number), "%d", level);
	snprintf(count, sizeof(count), "%d", threads);
	if (archive_write_set_format_pax(archive) == ARCHIVE_OK &&
	    archive_write_add_filter_zstd(archive) == ARCHIVE_OK &&
	    archive_write_set_filter_option(archive, "zstd", "compression-level",
					    number) == ARCHIVE_OK &&
	    archive_write_set_filter_option(archive, "zstd", "threads", count) ==
		    ARCHIVE_OK &&
	    archive_write_set_format_option(archive, "pax", "xattrheader", "SCHILY") ==
		    ARCHIVE_OK &&
	    archive_write_set_format_option(archive, "pax", "hdrcharset", "BINARY") ==
		    ARCHIVE_OK &&
	    archive_write_set_bytes_per_block(archive, OUTPUT) == ARCHIVE_OK &&
	    archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
	    archive_write_open_filename(archive, writer->file) == ARCHIVE_OK)
		return 0;
	return failed(writer, "the head");
}

struct pax_writer *pax_writer_open(struct sl_job *job, const char *file, int level,
				   int threads)
{
	struct pax_writer *writer = calloc(1, sizeof(*writer));

	if (writer) {
		writer->job = job;
		writer->file = strdup(file);
		writer->archive = archive_write_new();
	}
	if (!writer || !writer->file || !writer->archive) {
		sl_fail(job, ENOMEM, "out of memory for the writer of %s", file);
		pax_writer_abort(writer);
		return NULL;
	}
	if (set_up(writer, level, threads) == 0)
		return writer;
	pax_writer_abort(writer);
	return NULL;
}

/* star's keywords end at the first `=`. */
int pax_holds(const char *attribute)
{
	if (strchr(attribute, '='))
		return 0;
	return strncmp(attribute, "user.", 5) == 0 ||
	       strncmp(attribute, "security.", 9) == 0 ||
	       strncmp(attribute, "trusted.", 8) == 0 ||
	       strcmp(attribute, PAX_ACL_ACCESS) == 0 ||
	       strcmp(attribute, PAX_ACL_DEFAULT) == 0;
}

/* libarchive writes the attribute first that was added last. */
static int put_attributes(struct pax_writer *writer, struct archive_entry *to,
			  const struct pax_entry *entry)
{
	for (size_t i = entry->n_attributes; i-- > 0;) {
		const struct pax_attribute *attribute = &entry->attributes[i];
		int rc = 0;

		if (strncmp(attribute->name, "system.", 7) == 0)
			rc = pax_acl_to_archive(attribute, to);
		else
			archive_entry_xattr_add_entry(to, attribute->name,
						      attribute->value, attribute->n);
		if (rc < 0)
			return sl_fail(writer->job, EINVAL,
				       "%s of /%s is no POSIX ACL; set it anew, or "
				       "remove it",
				       attribute->name, entry->path);
	}
	return 0;
}

/* No inode, device or link count, no times but that of the content: they would be of this
 * host, and of today. */
static void put_metadata(struct archive_entry *to, const struct pax_entry *entry)
{
	archive_entry_copy_pathname(to, entry->path);
	archive_entry_set_mode(to, entry->mode);
	archive_entry_set_uid(to, entry->uid);
	archive_entry_set_gid(to, entry->gid);
	archive_entry_set_mtime(to, entry->time.tv_sec, entry->time.tv_nsec);
	archive_entry_set_size(to, S_ISREG(entry->mode) ? entry->size : 0);
	if (entry->target)
		archive_entry_copy_symlink(to, entry->target);
	if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
		archive_entry_set_rdev(to, entry->device);
	for (size_t i = 0; i < entry->n_extents; i++)
		archive_entry_sparse_add_entry(to, entry->extents[i].at,
					       entry->extents[i].n);
}

int pax_writer_entry(struct pax_writer *writer, const struct pax_entry *entry)
{
	struct archive_entry *to = archive_entry_new();
	char what[64];
	int rc = to ? 0 : sl_fail(writer->job, ENOMEM, "out of memory");

	if (rc < 0)
		return rc;
	if (entry->hard) {
		archive_entry_copy_pathname(to, entry->path);
		archive_entry_set_mode(to, entry->mode);
		archive_entry_copy_hardlink(to, entry->hard);
	} else {
		put_metadata(to, entry);
		rc = put_attributes(writer, to, entry);
	}
	snprintf(what, sizeof(what), "entry %.50s", entry->path);
	if (rc == 0 && archive_write_header(writer->archive, to) != ARCHIVE_OK)
		rc = failed(writer, what);
	archive_entry_free(to);
	return rc;
}

int pax_writer_data(struct pax_writer *writer, const void *data, size_t n)
{
	if (archive_write_data(writer->archive, data, n) == (la_ssize_t)n)
		return 0;
	return failed(writer, "content");
}

int pax_writer_zeros(struct pax_writer *writer, int64_t n)
{
	int rc = 0;

	for (; rc == 0 && n > 0; n -= ZEROS)
		rc = pax_writer_data(writer, zeros, n < ZEROS ? (size_t)n : ZEROS);
	return rc;
}

int pax_writer_close(struct pax_writer *writer)
{
	int rc = 0;

	if (writer && archive_write_close(writer->archive) != ARCHIVE_OK)
		rc = failed(writer, "the end");
	pax_writer_abort(writer);
	return rc;
}

void pax_writer_abort(struct pax_writer *writer)
{
	if (!writer)
		return;
	archive_write_free(writer->archive);
	free(writer->file);
	free(writer);
}
