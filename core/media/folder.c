/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/folder.c - media that are mounted, or copied to a folder.
 */
#include "folder.h"

#include "core/base/filedata.h"
#include "core/base/intree.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct lister {
	struct log *log;
	const char *folder;
	bool (*stop)(void);
	struct listing *listing;
};

static enum entry_kind kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return ENTRY_FILE;
	if (S_ISDIR(mode))
		return ENTRY_FOLDER;
	return S_ISLNK(mode) ? ENTRY_LINK : 0;
}

static int list_one(void *arg, const struct visit_entry *found)
{
	struct lister *lister = arg;
	char target[PATH_MAX] = "";
	struct entry entry = {
		.kind = kind_of(found->st->st_mode),
		.path = found->path,
		.target = target,
		.bytes = S_ISREG(found->st->st_mode) ? (uint64_t)found->st->st_size : 0,
		.mtime = found->st->st_mtime,
		.program = found->st->st_mode & 0111,
	};
	ssize_t n;

	if (lister->stop && lister->stop())
		return -ECANCELED;
	if (!entry.kind) {
		log_warn(lister->log,
			 "%s: an entry is no file, folder or link, and is left out",
			 lister->folder);
		return 0;
	}
	if (entry.kind == ENTRY_LINK) {
		n = readlinkat(found->folder, found->name, target, sizeof(target) - 1);
		if (n < 0)
			return log_fail(lister->log, errno, "cannot read %s/%s: %s",
					lister->folder, found->path, strerror(errno));
		target[n] = '\0';
	}
	return listing_add(lister->log, lister->folder, lister->listing, &entry);
}

int folder_list(struct log *log, const char *folder, bool (*stop)(void),
		struct listing *listing)
{
	struct lister lister = { log, folder, stop, listing };
	int fd CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return log_fail(log, errno, "cannot read %s: %s", folder,
				strerror(errno));
	rc = visit_tree(log, fd, folder, list_one, &lister);
	return rc < 0 ? rc : listing_check(log, folder, listing);
}

static int copy_file(const char *folder, int from, const struct entry *entry,
		     struct sink *sink)
{
	int in CLEANUP_FD = intree_open(from, entry->path, O_RDONLY | O_NOFOLLOW, 0);
	int out, rc, closed;

	if (in < 0)
		return log_fail(sink->log, -in, "cannot read %s/%s: %s", folder,
				entry->path, strerror(-in));
	out = sink_open(sink, entry->path);
	if (out < 0)
		return out;
	rc = filedata_copy(in, out);
	if (rc < 0)
		log_fail(sink->log, -rc, "cannot copy %s/%s to %s: %s", folder,
			 entry->path, sink->where, strerror(-rc));
	closed = sink_close(sink, out, entry->path, entry->program, entry->mtime);
	if (rc == 0)
		rc = closed;
	return rc < 0 ? rc : sink_count(sink, entry->bytes);
}

int folder_copy(const char *folder, const struct listing *listing, struct sink *sink)
{
	int from CLEANUP_FD = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	if (from < 0)
		return log_fail(sink->log, errno, "cannot read %s: %s", folder,
				strerror(errno));
	for (size_t i = 0; rc == 0 && i < listing->n; i++) {
		const struct entry *entry = &listing->v[i];

		if (entry->kind == ENTRY_FOLDER)
			rc = sink_folder(sink, entry->path);
		else if (entry->kind == ENTRY_LINK)
			rc = sink_link(sink, entry->path, entry->target);
		else
			rc = copy_file(folder, from, entry, sink);
	}
	return rc;
}
