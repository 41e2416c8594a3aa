/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/syncfiles.c - what an image's synclists put into its view.
 */
#include "syncfiles.h"
#include "merge.h"

#include "core/base/file.h"
#include "core/base/filedata.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/visit.h"
#include "core/image/syncsources.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MOST = 8 << 20 };

/* A set-id bit would now be root's. */
#define MODE_BITS 0777u

static int check_sources(struct log *log, const struct synclist_entry *entry,
			 const struct strv *sources)
{
	for (size_t i = 0; i < sources->n; i++)
		if (access(sources->v[i], R_OK) != 0)
			return log_fail(log, errno, "%s:%u: cannot read %s: %s",
					entry->file, entry->line, sources->v[i],
					strerror(errno));
	return 0;
}

int syncfiles_read(struct log *log, const struct definition *def,
		   struct syncfiles *syncfiles)
{
	struct strv paths CLEANUP_STRV = { 0 };
	struct synclist *list = &syncfiles->list;
	int rc;

	*syncfiles = (struct syncfiles){ 0 };
	definition_files(def, "synclists", &paths);
	rc = synclist_read(log, &paths, list);
	syncfiles->sources = mem_alloc((list->n + 1) * sizeof(*syncfiles->sources));
	for (size_t i = 0; rc == 0 && i < list->n; i++) {
		if (list->v[i].nodes)
			continue;
		rc = syncsources_find(log, def, &list->v[i], &syncfiles->sources[i]);
		if (rc == 0)
			rc = check_sources(log, &list->v[i], &syncfiles->sources[i]);
	}
	return rc;
}

void syncfiles_fini(struct syncfiles *syncfiles)
{
	for (size_t i = 0; syncfiles->sources && i < syncfiles->list.n; i++)
		strv_fini(&syncfiles->sources[i]);
	free(syncfiles->sources);
	synclist_fini(&syncfiles->list);
	*syncfiles = (struct syncfiles){ 0 };
}

/* ---- copies ---- */

struct copy {
	struct log *log;
	int root;
	const struct synclist_entry *entry;
	const char *from, *place; /* the source, here and in the image */
};

static int cannot(const struct copy *copy, const char *place, int err)
{
	const char *why = err == EISDIR || err == ENOTEMPTY
				  ? "it is a folder of the image; a slash after it puts "
				    "files into it"
				  : strerror(err);

	return log_fail(copy->log, err, "%s:%u: cannot write /%s of the image: %s",
			copy->entry->file, copy->entry->line, place, why);
}

/* Takes away what has the name, and opens the folder that holds it. */
static int make_way(const struct copy *copy, const char *place, const char **name)
{
	char *folder CLEANUP_FREE = path_parent(place);
	const char *fault = syncpath_fault(place);
	int rc, parent;

	if (fault)
		return log_fail(copy->log, EINVAL, "%s:%u: %s cannot be /%s: %s",
				copy->entry->file, copy->entry->line, copy->from, place,
				fault);
	rc = intree_make_folders(copy->root, folder);
	if (rc < 0)
		return cannot(copy, place, -rc);
	parent = intree_open_parent(copy->root, place, name);
	if (parent < 0)
		return cannot(copy, place, -parent);
	if (unlinkat(parent, *name, 0) == 0 || errno == ENOENT)
		return parent;
	rc = cannot(copy, place, errno);
	close(parent);
	return rc;
}

static int copy_file(const struct copy *copy, int folder, const char *from,
		     const char *place)
{
	int in CLEANUP_FD = openat(folder, from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int parent CLEANUP_FD = -1, out CLEANUP_FD = -1;
	const char *name = NULL;
	struct stat st;
	int rc;

	if (in < 0 || fstat(in, &st) != 0)
		return log_fail(copy->log, errno, "%s:%u: cannot read %s: %s",
				copy->entry->file, copy->entry->line, from,
				strerror(errno));
	parent = make_way(copy, place, &name);
	if (parent < 0)
		return parent;
	out = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	rc = out < 0 ? -errno : filedata_copy(in, out);
	if (rc == 0 && fchmod(out, st.st_mode & MODE_BITS) != 0)
		rc = -errno;
	return rc < 0 ? cannot(copy, place, -rc) : 0;
}

static int copy_link(const struct copy *copy, const struct visit_entry *entry,
		     const char *place)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(entry->folder, entry->name, target, sizeof(target) - 1);
	int parent CLEANUP_FD = -1;
	const char *name = NULL;

	if (n < 0)
		return log_fail(copy->log, errno, "cannot read the link %s/%s: %s",
				copy->from, entry->path, strerror(errno));
	target[n] = '\0';
	parent = make_way(copy, place, &name);
	if (parent < 0)
		return parent;
	return symlinkat(target, parent, name) == 0 ? 0 : cannot(copy, place, errno);
}

/* One that is there stays as it is: its owner and mode are the distribution's. */
static int make_folder(const struct copy *copy, const char *place, mode_t mode)
{
	char *above CLEANUP_FREE = path_parent(place);
	int rc = intree_make_folders(copy->root, above);
	int parent CLEANUP_FD = -1;
	const char *name = NULL;
	struct stat st;

	if (rc == 0 && intree_stat(copy->root, place, &st) == 0)
		return S_ISDIR(st.st_mode) ? 0 : cannot(copy, place, ENOTDIR);
	parent = rc < 0 ? rc : intree_open_parent(copy->root, place, &name);
	if (parent < 0)
		return cannot(copy, place, -parent);
	if (mkdirat(parent, name, 0700) != 0 ||
	    fchmodat(parent, name, mode & MODE_BITS, 0) != 0)
		return cannot(copy, place, errno);
	return 0;
}

static int copy_entry(void *arg, const struct visit_entry *entry)
{
	const struct copy *copy = arg;
	char *place CLEANUP_FREE =
		*copy->place ? path_join(copy->place, entry->path) : mem_dup(entry->path);

	if (S_ISREG(entry->st->st_mode))
		return copy_file(copy, entry->folder, entry->name, place);
	if (S_ISLNK(entry->st->st_mode))
		return copy_link(copy, entry, place);
	if (S_ISDIR(entry->st->st_mode))
		return make_folder(copy, place, entry->st->st_mode);
	return log_fail(copy->log, EINVAL,
			"%s:%u: %s/%s is no file, folder or link: it cannot be copied",
			copy->entry->file, copy->entry->line, copy->from, entry->path);
}

static int copy_source(struct copy *copy)
{
	int fd CLEANUP_FD = open(copy->from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int rc = 0;

	if (fd < 0 || fstat(fd, &st) != 0)
		return log_fail(copy->log, errno, "cannot read %s: %s", copy->from,
				strerror(errno));
	if (S_ISREG(st.st_mode))
		return copy_file(copy, AT_FDCWD, copy->from, copy->place);
	if (!S_ISDIR(st.st_mode))
		return log_fail(copy->log, EINVAL, "%s:%u: %s is no file or folder",
				copy->entry->file, copy->entry->line, copy->from);
	if (*copy->place)
		rc = make_folder(copy, copy->place, st.st_mode);
	return rc < 0 ? rc : visit_tree(copy->log, fd, copy->from, copy_entry, copy);
}

/* ---- changes of a file of the image ---- */

static int read_both(const struct copy *copy, struct str *old, struct str *more)
{
	int rc = file_read(copy->log, copy->from, TEXT_MOST, more);

	if (rc < 0)
		return rc;
	rc = intree_read(copy->root, copy->place, TEXT_MOST, old);
	return rc < 0 ? log_fail(copy->log, -rc,
				 "%s:%u: cannot read /%s of the image, to which %s is to "
				 "be added: %s",
				 copy->entry->file, copy->entry->line, copy->place,
				 copy->from, strerror(-rc))
		      : 0;
}

/* In place: owner, mode and attributes stay the image's. */
static int rewrite(const struct copy *copy, const struct str *text)
{
	int fd CLEANUP_FD =
		intree_open(copy->root, copy->place, O_WRONLY | O_TRUNC | O_NOCTTY, 0);
	int rc = fd < 0 ? fd : file_write_all(fd, str_text(text), text->n);

	return rc < 0 ? cannot(copy, copy->place, -rc) : 0;
}

static int append(const struct copy *copy)
{
	struct str text CLEANUP_STR = { 0 }, more CLEANUP_STR = { 0 };
	int rc = read_both(copy, &text, &more);

	if (rc < 0)
		return rc;
	if (text.n && text.s[text.n - 1] != '\n')
		str_add(&text, "\n");
	str_addn(&text, str_text(&more), more.n);
	return rewrite(copy, &text);
}

static int merge(const struct copy *copy)
{
	struct str text CLEANUP_STR = { 0 }, more CLEANUP_STR = { 0 };
	struct str merged CLEANUP_STR = { 0 };
	int rc = read_both(copy, &text, &more);

	if (rc == 0)
		rc = merge_accounts(copy->log, copy->place, copy->from, &text, &more,
				    &merged);
	return rc < 0 ? rc : rewrite(copy, &merged);
}

static int apply_entry(struct copy *copy, const struct strv *sources)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sources->n; i++) {
		char *place CLEANUP_FREE =
			copy->entry->clause == SYNCLIST_COPY
				? syncsources_place(copy->entry, sources->v[i])
				: mem_dup(copy->entry->path);

		copy->from = sources->v[i];
		copy->place = place;
		if (copy->entry->clause == SYNCLIST_APPEND)
			rc = append(copy);
		else if (copy->entry->clause == SYNCLIST_MERGE)
			rc = merge(copy);
		else
			rc = copy_source(copy);
	}
	return rc;
}

int syncfiles_apply(struct log *log, int root, const struct syncfiles *syncfiles)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < syncfiles->list.n; i++) {
		struct copy copy = { .log = log,
				     .root = root,
				     .entry = &syncfiles->list.v[i] };

		if (!copy.entry->nodes)
			rc = apply_entry(&copy, &syncfiles->sources[i]);
	}
	return rc;
}
