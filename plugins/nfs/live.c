/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/live.c - SL_LIVE/usr, which running nodes have mounted, brought up to date.
 *
 * Files are put in place by renames: a node reads the old file or the new one.  They are
 * copies, reflinks where there are any, and stay as they are while they are the same: a
 * hard link to a generation's file would change its inode whenever that gets a name more
 * or less, and every node would read again what it runs.  What was replaced or removed keeps a name in a
 * hidden folder until the pack after next, so that a node which has it open goes on
 * reading: over NFS a file without a name is gone.
 */
#include "live.h"
#include "copy.h"
#include "describe.h"
#include "same.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HIDDEN  ".replaced"
#define MODULES "lib/modules"

struct live {
	struct sl_job *job;
	char usr[NFS_PATH];    /* that nodes have mounted */
	char fresh[NFS_PATH];  /* of the new generation */
	char hidden[NFS_PATH]; /* for what this pack replaces */
	char images[NFS_PATH]; /* the folder of the generations */
	unsigned long replaced, removed, added;
	unsigned long n; /* names in hidden */
	/* Of entries whose attributes NFS loses, and running nodes with them. */
	unsigned long lost_files, lost_folders;
	char lost_file[NFS_PATH], lost_folder[NFS_PATH]; /* the first of each */
	int is_new;                                      /* no node has it mounted yet */
	struct timespec began;                           /* this update */
};

static int cannot(struct live *live, const char *what, const char *path)
{
	return sl_fail(live->job, errno, "cannot %s %s: %s", what, path, strerror(errno));
}

static int join(struct live *live, char *path, const char *folder, const char *name)
{
	return nfs_join(live->job, path, folder, name);
}

static int make_folder(struct live *live, const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST ? 0 : cannot(live, "make", path);
}

static int remove_all(struct live *live, const char *path)
{
	char *const roots[] = { (char *)(uintptr_t)path, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	const FTSENT *entry;
	int rc = fts ? 0 : sl_fail(live->job, ENOMEM, "out of memory");

	while (rc == 0 && (entry = fts_read(fts)))
		if (entry->fts_info != FTS_D && remove(entry->fts_path) != 0 &&
		    errno != ENOENT)
			rc = cannot(live, "remove", entry->fts_path);
	if (fts)
		fts_close(fts);
	return rc;
}

/* What the last pack replaced stays for this one; what the pack before it did goes. */
static int turn_hidden(struct live *live)
{
	char folder[NFS_PATH], before[NFS_PATH];
	int rc = join(live, folder, sl_path(live->job, SL_LIVE), HIDDEN);

	if (rc == 0)
		rc = join(live, before, folder, "before");
	if (rc == 0)
		rc = join(live, live->hidden, folder, "last");
	if (rc == 0)
		rc = make_folder(live, folder);
	if (rc == 0 && chmod(folder, 0700) != 0)
		rc = cannot(live, "hide", folder);
	if (rc == 0)
		rc = remove_all(live, before);
	if (rc == 0 && rename(live->hidden, before) != 0 && errno != ENOENT)
		rc = cannot(live, "move", live->hidden);
	return rc < 0 ? rc : make_folder(live, live->hidden);
}

static int hidden_name(struct live *live, char *path)
{
	char name[32];

	snprintf(name, sizeof(name), "%lu", live->n++);
	return join(live, path, live->hidden, name);
}

static int move_away(struct live *live, const char *path)
{
	char to[NFS_PATH];
	int rc = hidden_name(live, to);

	return rc == 0 && rename(path, to) != 0 ? cannot(live, "move away", path) : rc;
}

static int has_lost(struct live *live, const struct nfs_entry *entry)
{
	char *names;
	size_t bytes;
	int rc = nfs_attributes(live->job, entry->full, &names, &bytes);

	for (size_t at = 0; rc == 0 && at < bytes; at += strlen(names + at) + 1)
		rc = nfs_is_lost(names + at);
	free(names);
	return rc;
}

static int note_lost(struct live *live, const struct nfs_entry *entry)
{
	int is_folder = S_ISDIR(entry->st->st_mode), rc = has_lost(live, entry);
	unsigned long *count = is_folder ? &live->lost_folders : &live->lost_files;

	if (rc > 0 && (*count)++ == 0)
		snprintf(is_folder ? live->lost_folder : live->lost_file, NFS_PATH, "%s",
			 entry->path);
	return rc < 0 ? rc : 0;
}

/* Nodes bind the files that have attributes when they boot (node/nfslive.h): a folder
 * cannot be bound and stay live, and a node that runs binds nothing more. */
static void say_lost(const struct live *live)
{
	if (live->lost_files && !live->is_new)
		sl_log(live->job, SL_WARNING,
		       "live /usr: %lu new files have capabilities or ACLs, which nodes "
		       "that run are without until they boot this generation; one is "
		       "/usr/%s",
		       live->lost_files, live->lost_file);
	if (live->lost_folders)
		sl_log(live->job, SL_WARNING,
		       "live /usr: %lu folders have ACLs, which nodes are without; one "
		       "is /usr/%s",
		       live->lost_folders, live->lost_folder);
}

/* Another name of a file that was put before. */
static int put_name(struct live *live, const struct nfs_entry *entry, const char *fresh)
{
	char first[NFS_PATH];
	int rc = join(live, first, live->usr, entry->first);

	return rc == 0 && link(first, fresh) != 0 ? cannot(live, "link", first) : rc;
}

/* The new file beside the hidden ones first: it takes the old one's place at once. */
static int put(struct live *live, const struct nfs_entry *entry, const char *to)
{
	char fresh[NFS_PATH];
	int rc = hidden_name(live, fresh);

	if (rc == 0)
		rc = note_lost(live, entry);
	if (rc == 0 && entry->first)
		rc = put_name(live, entry, fresh);
	else if (rc == 0)
		rc = nfs_copy(live->job, entry, fresh);
	if (rc == 0 && !entry->first)
		rc = nfs_settle(live->job, entry, fresh);
	if (rc == 0 && rename(fresh, to) != 0)
		rc = cannot(live, "replace", to);
	return rc;
}

static int replace(struct live *live, const struct nfs_entry *entry, const char *to)
{
	char keep[NFS_PATH];
	int rc = hidden_name(live, keep);

	if (rc == 0 && link(to, keep) != 0 && errno != EMLINK)
		rc = cannot(live, "keep", to);
	live->replaced++;
	return rc < 0 ? rc : put(live, entry, to);
}

/* 1: nothing is to do for this file. */
static int is_current(struct live *live, const struct nfs_entry *entry, const char *to,
		      const struct stat *st)
{
	char path[NFS_PATH];
	struct stat first;
	int rc;

	if (!entry->first)
		return nfs_is_same(live->job, entry, to, st);
	rc = join(live, path, live->usr, entry->first);
	if (rc < 0)
		return rc;
	if (lstat(path, &first) != 0)
		return cannot(live, "look at", path);
	return first.st_ino == st->st_ino;
}

static int update(void *arg, const struct nfs_entry *entry)
{
	struct live *live = arg;
	int is_folder = S_ISDIR(entry->st->st_mode);
	char to[NFS_PATH];
	struct stat old;
	int rc = join(live, to, live->usr, entry->path);

	if (rc == 0 && is_folder)
		rc = note_lost(live, entry);
	if (rc < 0)
		return rc;
	if (lstat(to, &old) != 0) {
		live->added++;
		return is_folder ? make_folder(live, to) : put(live, entry, to);
	}
	if (is_folder && S_ISDIR(old.st_mode))
		return 0;
	if (!is_folder && !S_ISDIR(old.st_mode)) {
		rc = is_current(live, entry, to, &old);
		return rc == 0 ? replace(live, entry, to) : rc < 0 ? rc : 0;
	}
	live->replaced++;
	rc = move_away(live, to);
	if (rc < 0)
		return rc;
	return is_folder ? make_folder(live, to) : put(live, entry, to);
}

/* Does a generation boot this kernel? */
static int is_booted(struct live *live, const char *version)
{
	DIR *dir = opendir(live->images);
	const struct dirent *entry;
	int found = 0;

	while (dir && !found && (entry = readdir(dir))) {
		char path[2 * NFS_PATH];
		int n;

		if (strspn(entry->d_name, "0123456789abcdef") != 16 || entry->d_name[16])
			continue;
		n = snprintf(path, sizeof(path), "%s/%s/" NFS_ROOT "/usr/" MODULES "/%s",
			     live->images, entry->d_name, version);
		found = n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
	}
	if (dir)
		closedir(dir);
	return found;
}

static int prune(struct live *live, const char *below);

static int prune_entry(struct live *live, const char *below, const char *name)
{
	char path[NFS_PATH], old[NFS_PATH], fresh[NFS_PATH];
	struct stat was, is;
	int rc = *below ? join(live, path, below, name) : 0;

	if (!*below)
		snprintf(path, sizeof(path), "%s", name);
	if (rc == 0)
		rc = join(live, old, live->usr, path);
	if (rc == 0)
		rc = join(live, fresh, live->fresh, path);
	if (rc < 0)
		return rc;
	if (lstat(fresh, &is) == 0)
		return lstat(old, &was) == 0 && S_ISDIR(was.st_mode) ? prune(live, path)
								     : 0;
	if (strcmp(below, MODULES) == 0 && is_booted(live, name))
		return 0;
	live->removed++;
	return move_away(live, old);
}

/* What the new generation has no more; last, when all that is new is there. */
static int prune(struct live *live, const char *below)
{
	char folder[NFS_PATH];
	const struct dirent *entry;
	int rc = join(live, folder, live->usr, below);
	DIR *dir = rc == 0 ? opendir(folder) : NULL;

	if (rc == 0 && !dir)
		return cannot(live, "read", folder);
	while (rc == 0 && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = prune_entry(live, below, entry->d_name);
	if (dir)
		closedir(dir);
	return rc;
}

static int is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec >= b->tv_nsec;
}

/* The time of a folder says when its files changed here, and not in the image: servers
 * and nodes read a folder again when its time is another.  Changes within a tick of the
 * clock have one time, and a server may have looked between them: so it is set again. */
static int touch(struct live *live, const char *folder)
{
	static const struct timespec times[] = { { 0, UTIME_OMIT }, { 0, UTIME_NOW } };

	return utimensat(AT_FDCWD, folder, times, AT_SYMLINK_NOFOLLOW) == 0
		       ? 0
		       : cannot(live, "set the time of", folder);
}

static int settle(void *arg, const struct nfs_entry *entry)
{
	struct live *live = arg;
	char to[NFS_PATH];
	struct stat st;
	int changed, rc;

	if (!S_ISDIR(entry->st->st_mode))
		return 0;
	rc = join(live, to, live->usr, entry->path);
	if (rc < 0)
		return rc;
	if (lstat(to, &st) != 0)
		return cannot(live, "look at", to);
	changed = is_later(&st.st_mtim, &live->began);
	st.st_mtim = entry->st->st_mtim;
	rc = nfs_is_same(live->job, entry, to, &st);
	if (rc < 0)
		return rc;
	if (rc > 0)
		return changed ? touch(live, to) : 0;
	rc = nfs_settle(live->job, entry, to);
	return rc < 0 ? rc : touch(live, to);
}

static int prepare(struct live *live)
{
	struct sl_job *job = live->job;
	const char *folder = sl_path(job, SL_LIVE), *slash = strrchr(folder, '/');
	int rc = join(live, live->usr, folder, "usr");

	if (rc == 0)
		rc = join(live, live->fresh, sl_path(job, SL_OUTPUT), NFS_ROOT "/usr");
	snprintf(live->images, NFS_PATH, "%.*s", slash ? (int)(slash - folder) : 0,
		 folder);
	if (rc == 0)
		rc = make_folder(live, folder);
	clock_gettime(CLOCK_REALTIME_COARSE, &live->began);
	live->is_new = access(live->usr, F_OK) != 0;
	if (rc == 0)
		rc = make_folder(live, live->usr);
	return rc < 0 ? rc : turn_hidden(live);
}

int nfs_update_live(struct sl_job *job)
{
	struct live *live = calloc(1, sizeof(*live));
	int rc;

	if (!live)
		return sl_fail(job, ENOMEM, "out of memory");
	live->job = job;
	rc = prepare(live);
	if (rc == 0)
		rc = nfs_walk(job, live->fresh, update, live);
	if (rc == 0)
		rc = prune(live, "");
	if (rc == 0)
		rc = nfs_walk(job, live->fresh, settle, live);
	if (rc == 0)
		sl_log(job, SL_INFO, "%s: %lu added, %lu replaced, %lu removed",
		       live->usr, live->added, live->replaced, live->removed);
	if (rc == 0)
		say_lost(live);
	free(live);
	return rc;
}
