/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/firmware.c - the firmware files of a tree, found as the kernel finds them.
 */
#include "firmware.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const suffixes[] = { "", ".zst", ".xz" };
enum { SUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

static bool has(const struct firmware_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return true;
	return false;
}

/* Takes over the path. */
static void add(struct firmware_list *list, const char *name, char *path)
{
	if (has(list, name)) {
		free(path);
		return;
	}
	if (list->n == list->room) {
		list->room = list->room ? 2 * list->room : 32;
		list->v = mem_grow(list->v, list->room, sizeof(*list->v));
	}
	list->v[list->n++] = (struct firmware){ mem_dup(name), path };
}

static bool find_plain(int tree, const char *folder, const char *name,
		       struct firmware_list *list)
{
	for (size_t i = 0; i < SUFFIXES; i++) {
		char *path = mem_printf("%s/%s%s", folder, name, suffixes[i]);
		struct stat st;

		if (intree_stat(tree, path, &st) == 0 && S_ISREG(st.st_mode)) {
			add(list, name, path);
			return true;
		}
		free(path);
	}
	return false;
}

/* The name as the kernel would ask for it: without the suffix of a compression. */
static char *plain_name(const char *entry)
{
	for (size_t i = 1; i < SUFFIXES; i++)
		if (str_ends(entry, suffixes[i]))
			return mem_ndup(entry, strlen(entry) - strlen(suffixes[i]));
	return mem_dup(entry);
}

static void list_folder(int tree, const char *path, struct strv *names)
{
	int fd = intree_open(tree, path, O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			strv_add(names, entry->d_name);
	if (dir)
		closedir(dir);
	strv_sort(names);
}

/* Expands one part of the pattern after the other; `done` is what stands before it. */
static bool find_pattern(int tree, const char *folder, const char *done,
			 const char *pattern, struct firmware_list *list)
{
	size_t n = strcspn(pattern, "/");
	bool last = pattern[n] == '\0', found = false;
	char *part CLEANUP_FREE = mem_ndup(pattern, n);
	char *here CLEANUP_FREE = path_join(folder, done);
	struct strv names CLEANUP_STRV = { 0 };

	list_folder(tree, here, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *name CLEANUP_FREE =
			last ? plain_name(names.v[i]) : mem_dup(names.v[i]);
		char *next CLEANUP_FREE = *done ? path_join(done, name) : mem_dup(name);

		if (fnmatch(part, name, FNM_PERIOD) != 0)
			continue;
		if (last)
			found |= find_plain(tree, folder, next, list);
		else
			found |= find_pattern(tree, folder, next, pattern + n + 1, list);
	}
	return found;
}

/* A module's text is data of the tree: it must not lead out of the initrd's folder. */
static bool is_fit(const char *wanted)
{
	struct strv parts CLEANUP_STRV = { 0 };

	strv_split(&parts, wanted, "/");
	return parts.n && *wanted != '/' && !strv_has(&parts, "..") &&
	       !strv_has(&parts, ".");
}

bool firmware_find(int tree, const char *kernel, const char *wanted,
		   struct firmware_list *list)
{
	char *folders[] = { mem_printf("lib/firmware/updates/%s", kernel),
			    mem_dup("lib/firmware/updates"),
			    mem_printf("lib/firmware/%s", kernel),
			    mem_dup("lib/firmware") };
	bool pattern = strpbrk(wanted, "*?[") != NULL, found = false;

	/* a pattern takes what it finds in every folder, a name the first */
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (is_fit(wanted) && (pattern || !found))
			found |=
				pattern ? find_pattern(tree, folders[i], "", wanted, list)
					: find_plain(tree, folders[i], wanted, list);
		free(folders[i]);
	}
	return found;
}

void firmware_fini(struct firmware_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].path);
	}
	free(list->v);
	*list = (struct firmware_list){ 0 };
}
