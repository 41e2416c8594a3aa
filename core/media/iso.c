/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/iso.c - images of media: ISO 9660 with Rock Ridge or Joliet, by libarchive.
 *
 * An image is read in the order of its bytes: once for the names, which skips the data,
 * and once to copy.
 */
#include "iso.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Large reads: what is asked for at once is what the disk is asked for at once. */
enum { BLOCK = 1 << 20 };

static int say(struct log *log, const char *file, struct archive *archive)
{
	const char *why = archive ? archive_error_string(archive) : NULL;

	return log_fail(log, EBADMSG,
			"cannot read %s as an image of a medium: %s; is it complete?",
			file, why ? why : "it is damaged");
}

static struct archive *open_iso(struct log *log, const char *file)
{
	struct archive *archive = archive_read_new();

	if (!archive || archive_read_support_format_iso9660(archive) != ARCHIVE_OK ||
	    archive_read_open_filename(archive, file, BLOCK) != ARCHIVE_OK) {
		say(log, file, archive);
		archive_read_free(archive);
		return NULL;
	}
	return archive;
}

/* 1: an entry; 0: there are no more; or -errno, said. */
static int next(struct log *log, const char *file, struct archive *archive,
		struct archive_entry **entry)
{
	for (;;) {
		int rc = archive_read_next_header(archive, entry);

		if (rc == ARCHIVE_EOF)
			return 0;
		/* a warning is about a name that the locale cannot show */
		if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN)
			return 1;
		if (rc != ARCHIVE_RETRY)
			return say(log, file, archive);
	}
}

/* Joliet's names are UTF-16, which a program of no locale gets as UTF-8 only. */
static const char *path_of(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);

	return path ? path : archive_entry_pathname_utf8(entry);
}

static const char *hardlink_of(struct archive_entry *entry)
{
	const char *path = archive_entry_hardlink(entry);

	return path ? path : archive_entry_hardlink_utf8(entry);
}

static enum entry_kind kind_of(struct archive_entry *entry)
{
	if (hardlink_of(entry))
		return ENTRY_HARDLINK;
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return ENTRY_FILE;
	case AE_IFDIR:
		return ENTRY_FOLDER;
	case AE_IFLNK:
		return ENTRY_LINK;
	default:
		return 0;
	}
}

static int list_one(struct log *log, const char *file, struct archive_entry *from,
		    struct listing *listing)
{
	int64_t bytes = archive_entry_size(from);
	struct entry entry = {
		.kind = kind_of(from),
		.path = path_of(from),
		.bytes = bytes > 0 ? (uint64_t)bytes : 0,
		.mtime = archive_entry_mtime(from),
		.program = archive_entry_perm(from) & 0111,
	};

	if (!entry.path)
		return log_fail(log, EBADMSG, "%s: an entry has no name", file);
	if (!entry.kind) {
		log_warn(log, "%s: an entry is no file, folder or link, and is left out",
			 file);
		return 0;
	}
	if (entry.kind == ENTRY_HARDLINK)
		entry.target = hardlink_of(from);
	if (entry.kind == ENTRY_LINK)
		entry.target = archive_entry_symlink(from);
	if (!entry.target)
		entry.target = "";
	return listing_add(log, file, listing, &entry);
}

int iso_list(struct log *log, const char *file, bool (*stop)(void),
	     struct listing *listing)
{
	struct archive *archive = open_iso(log, file);
	struct archive_entry *entry;
	int rc = archive ? 1 : -EBADMSG;

	while (rc > 0) {
		rc = next(log, file, archive, &entry);
		if (rc > 0 && stop && stop())
			rc = -ECANCELED;
		if (rc > 0 && list_one(log, file, entry, listing) < 0)
			rc = -EBADMSG;
	}
	archive_read_free(archive);
	return rc < 0 ? rc : listing_check(log, file, listing);
}

static int copy_data(const char *file, struct archive *archive, const struct entry *entry,
		     struct sink *sink, int fd)
{
	uint64_t written = 0;

	for (;;) {
		const void *data;
		size_t bytes;
		la_int64_t offset;
		int rc = archive_read_data_block(archive, &data, &bytes, &offset);

		if (rc == ARCHIVE_RETRY)
			continue;
		if (rc == ARCHIVE_EOF)
			break;
		if (rc != ARCHIVE_OK)
			return say(sink->log, file, archive);
		rc = sink_write(sink, fd, entry->path, data, bytes, offset);
		if (rc < 0)
			return rc;
		written += bytes;
	}
	if (written != entry->bytes)
		return log_fail(sink->log, EBADMSG, "%s changed while it was read", file);
	return 0;
}

static int copy_file(const char *file, struct archive *archive, const struct entry *entry,
		     struct sink *sink)
{
	int fd = sink_open(sink, entry->path), rc, closed;

	if (fd < 0)
		return fd;
	rc = copy_data(file, archive, entry, sink, fd);
	closed = sink_close(sink, fd, entry->path, entry->program, entry->mtime);
	return rc < 0 ? rc : closed;
}

/* The entry as it was checked, or NULL for one that is passed over. */
static const struct entry *known(const struct listing *listing,
				 struct archive_entry *entry)
{
	const char *path = path_of(entry);

	return path ? listing_find(listing, path) : NULL;
}

static int extract_one(const char *file, struct archive *archive,
		       const struct entry *entry, struct sink *sink)
{
	switch (entry->kind) {
	case ENTRY_FOLDER:
		return sink_folder(sink, entry->path);
	case ENTRY_LINK:
		return sink_link(sink, entry->path, entry->target);
	case ENTRY_HARDLINK:
		return sink_hardlink(sink, entry->path, entry->target);
	default:
		return copy_file(file, archive, entry, sink);
	}
}

int iso_extract(const char *file, const struct listing *listing, bool wanted_only,
		struct sink *sink)
{
	struct archive *archive = open_iso(sink->log, file);
	struct archive_entry *found;
	int rc = archive ? 1 : -EBADMSG;

	while (rc > 0) {
		const struct entry *entry;

		rc = next(sink->log, file, archive, &found);
		entry = rc > 0 ? known(listing, found) : NULL;
		if (entry && (entry->wanted || !wanted_only)) {
			int written = extract_one(file, archive, entry, sink);

			rc = written < 0 ? written : 1;
		}
	}
	archive_read_free(archive);
	return rc;
}
