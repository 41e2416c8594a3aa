/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/changes.c - what a run would change on disk.
 */
#include "changes.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct disk {
	int roots[FILES_ROOTS];
	char *buffer;
	size_t room;
	struct str made;
};

/* Reads as many bytes as ours has; a file of another size was told apart before. */
static bool has_bytes(int fd, const struct boot_file *file, struct disk *disk)
{
	size_t at = 0;

	if (disk->room < file->len) {
		disk->room = file->len;
		disk->buffer = mem_grow(disk->buffer, disk->room, 1);
	}
	while (at < file->len) {
		ssize_t n = read(fd, disk->buffer + at, file->len - at);

		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return file->len == 0 ||
	       memcmp(disk->buffer, files_data(file, &disk->made), file->len) == 0;
}

static void disk_open(struct disk *disk, const struct site *site)
{
	*disk = (struct disk){ .buffer = NULL };
	for (int i = 0; i < FILES_ROOTS; i++) {
		char *root CLEANUP_FREE = files_root(site, files_roots[i]);

		disk->roots[i] = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
}

static void disk_close(struct disk *disk)
{
	for (int i = 0; i < FILES_ROOTS; i++)
		if (disk->roots[i] >= 0)
			close(disk->roots[i]);
	free(disk->buffer);
	str_fini(&disk->made);
}

static int root_of(const struct disk *disk, const char *name)
{
	const char *at = memchr(files_roots, name[0], FILES_ROOTS);

	return at ? disk->roots[at - files_roots] : -1;
}

static bool is_same_link(int root, const struct boot_file *file)
{
	char target[2048];
	ssize_t n = readlinkat(root, file->name + 2, target, sizeof(target));

	return n >= 0 && (size_t)n == strlen(file->link) &&
	       memcmp(target, file->link, (size_t)n) == 0;
}

static bool is_same_file(struct disk *disk, int root, const struct boot_file *file)
{
	int fd CLEANUP_FD = openat(root, file->name + 2,
				   O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       (st.st_mode & 07777) == file->mode && (size_t)st.st_size == file->len &&
	       has_bytes(fd, file, disk);
}

static bool is_same(struct disk *disk, const struct boot_file *file)
{
	int root = root_of(disk, file->name);

	if (root < 0)
		return false;
	return file->link ? is_same_link(root, file) : is_same_file(disk, root, file);
}

static bool is_there(const struct disk *disk, const struct boot_file *file)
{
	int root = root_of(disk, file->name);
	struct stat st;

	return root >= 0 && fstatat(root, file->name + 2, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Is the name one of the list's lines? */
static bool has_line(const char *lines, const char *name)
{
	size_t n = strlen(name);

	for (; lines && *lines; lines += strcspn(lines, "\n"), lines += *lines == '\n')
		if (strncmp(lines, name, n) == 0 && (lines[n] == '\n' || !lines[n]))
			return true;
	return false;
}

/* ---- files of nodes that are not of this plan, or stay as they are ---- */

static void claim_lines(struct changes *changes, const struct node_state *state)
{
	const char *lines = state->words ? state->words : "";

	while (*lines) {
		size_t n = strcspn(lines, "\n");

		map_put(&changes->claims, arena_ndup(&changes->plan->arena, lines, n),
			state->node);
		lines += n + (lines[n] == '\n');
	}
}

/* Read only when a file is taken over or removed, which is rare: it is about all nodes.
 */
static int load_claims(struct changes *changes)
{
	const struct boot *boot = changes->plan->boot;
	int rc;

	if (changes->claims_known)
		return 0;
	changes->claims_known = true;
	rc = inventory_states(boot->log, boot->inventory, NULL, &changes->others);
	for (size_t i = 0; rc == 0 && i < changes->others.n; i++) {
		const struct node_state *state = &changes->others.v[i];
		const struct plan_node *node =
			map_get(&changes->plan->by_name, state->node);

		if (!node || node->bad)
			claim_lines(changes, state);
	}
	return rc;
}

static int check_claim(struct changes *changes, const struct boot_file *file)
{
	struct plan_node *node = file->node;
	const char *other;
	int rc;

	if (node->recorded && has_line(node->recorded->words, file->name))
		return 0;
	rc = load_claims(changes);
	if (rc < 0)
		return rc;
	other = map_get(&changes->claims, file->name);
	if (other && strcmp(other, node->node.name) != 0) {
		node->bad = true;
		log_fail(changes->plan->boot->log, EEXIST,
			 "node %s: its file %s is that of node %s; do both have the same "
			 "MAC address?",
			 node->node.name, file->name + 2, other);
	}
	return 0;
}

int changes_compare(struct changes *changes)
{
	struct disk disk;
	int rc = 0;

	disk_open(&disk, changes->plan->boot->site);
	for (size_t i = changes->compared; rc == 0 && i < changes->files->n; i++) {
		struct boot_file *file = &changes->files->v[i];

		if (files_is_void(file) || (file->node && changes->shared_only))
			continue;
		file->differs = !is_same(&disk, file);
		if (file->node && file->differs && is_there(&disk, file))
			rc = check_claim(changes, file);
		if (file->node && file->differs)
			file->node->changed = true;
	}
	changes->compared = changes->files->n;
	disk_close(&disk);
	return rc;
}

bool changes_has(const struct changes *changes, const struct boot_file *file)
{
	return file->differs && !files_is_void(file) &&
	       !(file->node && changes->shared_only);
}

/* ---- what goes ---- */

static bool is_wanted(const struct changes *changes, const char *name)
{
	const struct boot_file *file = files_find(changes->files, name);

	return file && !files_is_void(file);
}

/* A letter, a slash and a path below it; anything else we did not write. */
static bool is_name(const char *name)
{
	return memchr(files_roots, name[0], FILES_ROOTS) && name[1] == '/' &&
	       files_is_path(name + 2);
}

static int remove_lines(struct changes *changes, struct plan_node *node)
{
	const char *lines =
		node->recorded && node->recorded->words ? node->recorded->words : "";

	while (*lines) {
		size_t n = strcspn(lines, "\n");
		const char *name = arena_ndup(&changes->plan->arena, lines, n);
		int rc;

		lines += n + (lines[n] == '\n');
		if (has_line(node->files, name))
			continue;
		node->changed = true;
		rc = load_claims(changes);
		if (rc < 0)
			return rc;
		if (is_name(name) && !is_wanted(changes, name) &&
		    !map_get(&changes->claims, name))
			strv_add(&changes->removed, name);
	}
	return 0;
}

/* ---- a host's folder: nothing in it but what this run rendered ---- */

static void clean_folder(struct changes *changes, int parent, const char *folder)
{
	int fd = openat(parent, path_base(folder),
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *name CLEANUP_FREE = mem_printf("%s/%s", folder, entry->d_name);
		struct stat st;

		if (entry->d_name[0] == '.' ||
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			clean_folder(changes, fd, name);
		else if (!is_wanted(changes, name))
			strv_add(&changes->removed, name);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

/* All its nodes are in the plan; one that is bad leaves the folder as it is. */
static bool is_complete(const struct plan *plan, const char *host)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->v[i].bad && plan->v[i].object &&
		    str_is(object_get(plan->v[i].object, "host"), host))
			return false;
	return true;
}

/* Also of a host that is no node any more: nobody else would. */
static void clean_hosts(struct changes *changes)
{
	const struct strv *hosts = &changes->plan->host_names;
	char *root CLEANUP_FREE =
		mem_printf("%s/hosts", changes->plan->boot->site->statedir);
	int fd CLEANUP_FD = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; fd >= 0 && i < hosts->n; i++) {
		const char *host = hosts->v[i];
		char *folder CLEANUP_FREE = mem_printf("s/hosts/%s", host);

		if (is_complete(changes->plan, host))
			clean_folder(changes, fd, folder);
	}
}

/* ---- records ---- */

static bool is_recorded(const struct plan_node *node)
{
	const struct node_state *state = node->recorded;

	return plan_is_recorded(node) && state->applied &&
	       str_is(state->words ? state->words : "", node->files);
}

int changes_remove(struct changes *changes)
{
	struct plan *plan = changes->plan;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n; i++) {
		struct plan_node *node = &plan->v[i];

		if (node->bad || node->set == BOOT_AS_RECORDED)
			continue;
		rc = remove_lines(changes, node);
		if (!is_recorded(node))
			node->changed = true;
	}
	if (rc == 0)
		clean_hosts(changes);
	strv_sort(&changes->removed);
	strv_uniq(&changes->removed);
	return rc;
}

void changes_fini(struct changes *changes)
{
	strv_fini(&changes->removed);
	map_fini(&changes->claims);
	node_states_fini(&changes->others);
}
