/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/files.c - files that a run wants on disk.
 */
#include "files.h"
#include "plan.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char files_roots[FILES_ROOTS] = { 'n', 't', 'h', 's' };

char *files_root(const struct site *site, char letter)
{
	switch (letter) {
	case 'n':
		return path_join(site->installdir, "netboot/nodes");
	case 't':
		return mem_dup(site->tftpdir);
	case 'h':
		return path_join(site->installdir, "boot");
	default:
		return mem_dup(site->statedir);
	}
}

char *files_path(const struct site *site, const char *name)
{
	char *root CLEANUP_FREE = files_root(site, name[0]);

	return path_join(root, name + 2);
}

bool files_is_path(const char *path)
{
	if (strlen(path) > 1024)
		return false;
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 0 || n > 255 || *path == '.')
			return false;
		for (size_t i = 0; i < n; i++)
			if (path[i] <= ' ' || path[i] > '~' || path[i] == '\\')
				return false;
		path += n;
		if (*path == '/' && !*++path)
			return false;
		if (!*path)
			return true;
	}
	return false;
}

static bool is_same(const struct boot_file *a, const struct boot_file *b)
{
	if (a->make || b->make)
		return a->make == b->make && a->node == b->node;
	if (a->link || b->link)
		return str_is(a->link, b->link);
	return a->mode == b->mode && a->len == b->len &&
	       memcmp(a->data, b->data, a->len) == 0;
}

struct boot_file *files_find(const struct boot_files *files, const char *name)
{
	uintptr_t index = (uintptr_t)map_get(&files->by_name, name);

	return index ? &files->v[index - 1] : NULL;
}

bool files_is_void(const struct boot_file *file)
{
	return file->dropped || (file->node && file->node->bad) ||
	       (file->attached && file->attached->bad);
}

static struct boot_file *append(struct boot_files *files)
{
	if (files->n == files->room) {
		files->room = files->room ? files->room * 2 : 64;
		files->v = mem_grow(files->v, files->room, sizeof(*files->v));
	}
	return &files->v[files->n++];
}

int files_add(struct log *log, struct boot_files *files, const struct boot_file *file)
{
	struct boot_file *old = files_find(files, file->name), *copy;

	if (old && files_is_void(old)) {
		copy = old;
	} else if (old && is_same(old, file)) {
		if (old->attached != file->attached)
			old->attached = NULL;
		return 0;
	} else if (old) {
		return log_fail(log, EEXIST,
				"%s and %s both want the file %s, with other content",
				old->owner, file->owner, file->name + 2);
	} else {
		copy = append(files);
	}
	*copy = *file;
	copy->name = arena_dup(&files->arena, file->name);
	copy->owner = arena_dup(&files->arena, file->owner);
	copy->link = arena_dup(&files->arena, file->link);
	if (!file->make)
		copy->data = arena_ndup(&files->arena, file->data, file->len);
	/* Pointers to entries would move; their numbers stay. */
	if (!old)
		map_put(&files->by_name, copy->name, (void *)(uintptr_t)files->n);
	return 1;
}

const void *files_data(const struct boot_file *file, struct str *scratch)
{
	if (!file->make)
		return file->data;
	scratch->n = 0;
	file->make(file->node, scratch);
	return scratch->s;
}

void files_fini(struct boot_files *files)
{
	free(files->v);
	map_fini(&files->by_name);
	arena_fini(&files->arena);
	*files = (struct boot_files){ 0 };
}
