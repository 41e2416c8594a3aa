/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/write.c - the changes of a run, brought to disk.
 *
 * All files are first written into a new folder, then synced at once, then renamed.  Over
 * existing files ext4 would else flush each one at its rename (auto_da_alloc): five times
 * slower for 100,000 files, and a file could be empty after a crash elsewhere.
 */
#include "write.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FEW = 32 /* files that are synced one by one, sparing other programs' writes */ };

/* One folder of files_roots. */
struct target {
	struct log *log;
	const struct changes *changes;
	char letter;
	char *root, *fresh;
	size_t n;           /* files to write there */
	struct map folders; /* that are known to exist */
	struct arena arena;
};

static bool is_ours(const struct target *target, const struct boot_file *file)
{
	return file->name[0] == target->letter && changes_has(target->changes, file);
}

static int stage_file(struct target *target, const struct boot_file *file,
		      const char *fresh)
{
	struct str scratch CLEANUP_STR = { 0 };
	int fd CLEANUP_FD = -1;
	int rc;

	if (file->link)
		return symlink(file->link, fresh) == 0 ? 0 : -errno;
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	rc = file_write_all(fd, files_data(file, &scratch), file->len);
	if (rc == 0 && fchmod(fd, file->mode) != 0)
		rc = -errno;
	if (rc == 0 && target->n <= FEW && fdatasync(fd) != 0)
		rc = -errno;
	return rc;
}

static int stage(struct target *target)
{
	int rc = path_remove(target->log, target->fresh);

	if (rc == 0)
		rc = path_make_folders(target->log, target->root, 0755);
	if (rc == 0)
		rc = path_make_folders(target->log, target->fresh, 0700);
	for (size_t i = 0; rc == 0 && i < target->changes->files->n; i++) {
		const struct boot_file *file = &target->changes->files->v[i];
		char fresh[4096];

		if (!is_ours(target, file))
			continue;
		snprintf(fresh, sizeof(fresh), "%s/%zu", target->fresh, i);
		rc = stage_file(target, file, fresh);
		if (rc < 0)
			rc = log_fail(target->log, -rc, "cannot write %s for %s: %s",
				      fresh, file->name + 2, strerror(-rc));
	}
	if (rc == 0 && target->n > FEW)
		rc = file_sync_system(target->log, target->root);
	return rc;
}

/* The parents of many files are few. */
static int make_parent(struct target *target, const char *path)
{
	char *parent CLEANUP_FREE = path_parent(path);
	int rc;

	if (map_get(&target->folders, parent))
		return 0;
	rc = path_make_folders(target->log, parent, 0755);
	if (rc == 0) {
		char *kept = arena_dup(&target->arena, parent);

		map_put(&target->folders, kept, kept);
	}
	return rc;
}

static int place(struct target *target)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < target->changes->files->n; i++) {
		const struct boot_file *file = &target->changes->files->v[i];
		char fresh[4096], path[4096];

		if (!is_ours(target, file))
			continue;
		snprintf(fresh, sizeof(fresh), "%s/%zu", target->fresh, i);
		snprintf(path, sizeof(path), "%s/%s", target->root, file->name + 2);
		rc = make_parent(target, path);
		if (rc == 0)
			rc = file_rename(target->log, fresh, path);
	}
	return rc;
}

static int remove_files(struct target *target, size_t *removed)
{
	const struct strv *names = &target->changes->removed;

	for (size_t i = 0; i < names->n; i++) {
		char *path CLEANUP_FREE = NULL;

		if (names->v[i][0] != target->letter)
			continue;
		path = path_join(target->root, names->v[i] + 2);
		if (unlink(path) == 0)
			(*removed)++;
		else if (errno != ENOENT)
			return log_fail(target->log, errno, "cannot remove %s: %s", path,
					strerror(errno));
	}
	return 0;
}

/* Names are on disk when their folder is; of many, when all is. */
static int sync_names(struct target *target)
{
	int rc = 0;

	if (target->n > FEW)
		return file_sync_system(target->log, target->root);
	for (size_t i = 0; rc == 0 && i < target->folders.room; i++)
		if (target->folders.slots[i].key)
			rc = file_sync_folder(target->log, target->folders.slots[i].key);
	return rc;
}

static int write_target(struct target *target)
{
	size_t removed = 0;
	int rc = 0, gone;

	for (size_t i = 0; i < target->changes->files->n; i++)
		target->n += is_ours(target, &target->changes->files->v[i]);
	if (target->n) {
		rc = stage(target);
		if (rc == 0)
			rc = place(target);
		if (rc == 0)
			rc = sync_names(target);
	}
	/* with nothing to write too: a run that was killed may have left it */
	gone = path_remove(target->log, target->fresh);
	if (rc == 0)
		rc = gone;
	if (rc == 0)
		rc = remove_files(target, &removed);
	return rc == 0 && removed ? file_sync_folder(target->log, target->root) : rc;
}

int write_changes(struct log *log, const struct site *site, const struct changes *changes)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < FILES_ROOTS; i++) {
		struct target target = { .log = log,
					 .changes = changes,
					 .letter = files_roots[i] };

		target.root = files_root(site, files_roots[i]);
		target.fresh = path_join(target.root, ".new");
		rc = write_target(&target);
		map_fini(&target.folders);
		arena_fini(&target.arena);
		free(target.fresh);
		free(target.root);
	}
	return rc;
}
