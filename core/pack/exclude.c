/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/exclude.c - leaves out of a view what an exclude list names.
 */
#include "exclude.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The patterns of one sign, and which of them have matched. */
struct patterns {
	const struct strv *list;
	bool *used;
};

struct walk {
	struct log *log;
	struct patterns excludes, includes;
	struct exclude_counts *counts;
	struct str path; /* of the entry looked at: "./usr/share" */
};

enum fate { KEEP, EXCLUDED, INCLUDED };

/* Every pattern is tried until each has matched once, so that idle ones are known. */
static bool match(struct patterns *patterns, const char *path)
{
	bool matched = false;

	for (size_t i = 0; i < patterns->list->n; i++) {
		if (matched && patterns->used[i])
			continue;
		if (exlist_match(patterns->list->v[i], path))
			matched = patterns->used[i] = true;
	}
	return matched;
}

/* Includes are added after all excludes: they win at any depth. */
static enum fate judge(struct walk *walk, enum fate above)
{
	const char *path = str_text(&walk->path);
	bool excluded = match(&walk->excludes, path);
	bool included = match(&walk->includes, path);

	if (included || above == INCLUDED)
		return INCLUDED;
	return excluded || above == EXCLUDED ? EXCLUDED : KEEP;
}

static bool is_kept_folder(const char *path)
{
	static const char *const kept[] = { "./proc", "./sys", "./dev", "./run",
					    "./tmp" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(path, kept[i]) == 0)
			return true;
	return false;
}

static int say(struct walk *walk, const char *what, int err)
{
	return log_fail(walk->log, err, "cannot %s %s of the view: %s", what,
			str_text(&walk->path), strerror(err));
}

static int remove_entry(struct walk *walk, int parent, const char *name,
			const struct statx *st)
{
	bool folder = S_ISDIR(st->stx_mode);

	if (unlinkat(parent, name, folder ? AT_REMOVEDIR : 0) != 0)
		return say(walk, "remove", errno);
	walk->counts->entries++;
	if (S_ISREG(st->stx_mode) && st->stx_nlink == 1)
		walk->counts->bytes += st->stx_size;
	return 0;
}

static int walk_folder(struct walk *, int parent, const char *name, enum fate,
		       size_t *left);

/* Handles one entry; *left counts those that stay. */
static int walk_entry(struct walk *walk, int parent, const char *name, enum fate above,
		      size_t *left)
{
	size_t inside = 0;
	struct statx st;
	enum fate fate = judge(walk, above);
	int rc = 0;

	if (statx(parent, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS,
		  &st) != 0)
		return say(walk, "look at", errno);
	if (S_ISDIR(st.stx_mode)) {
		if (st.stx_attributes & STATX_ATTR_MOUNT_ROOT)
			inside = 1;
		else
			rc = walk_folder(walk, parent, name, fate, &inside);
		if (is_kept_folder(str_text(&walk->path)))
			inside = 1;
	}
	if (rc == 0 && fate == EXCLUDED && inside == 0)
		return remove_entry(walk, parent, name, &st);
	++*left;
	return rc;
}

/* All names are read before the first is removed: readdir(3) promises nothing else. */
static int list_folder(struct walk *walk, int parent, const char *name, int *folder,
		       struct strv *names)
{
	struct dirent *entry;
	int copy;
	DIR *dir;

	*folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*folder < 0)
		return say(walk, "open", errno);
	copy = fcntl(*folder, F_DUPFD_CLOEXEC, 0);
	dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir)
		return say(walk, "read", errno);
	while (errno = 0, (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strv_add(names, entry->d_name);
	closedir(dir);
	return errno ? say(walk, "read", errno) : 0;
}

static int walk_folder(struct walk *walk, int parent, const char *name, enum fate fate,
		       size_t *left)
{
	struct strv names CLEANUP_STRV = { 0 };
	size_t length = walk->path.n;
	int folder CLEANUP_FD = -1;
	int rc = list_folder(walk, parent, name, &folder, &names);

	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		str_addf(&walk->path, "/%s", names.v[i]);
		rc = walk_entry(walk, folder, names.v[i], fate, left);
		walk->path.n = length;
		walk->path.s[length] = '\0';
	}
	return rc;
}

static size_t say_idle(struct walk *walk, const struct patterns *patterns,
		       const char *sign)
{
	size_t n = 0;

	for (size_t i = 0; i < patterns->list->n; i++) {
		if (patterns->used[i])
			continue;
		log_info(walk->log, "the exclude list's pattern %s%s matches nothing",
			 sign, patterns->list->v[i]);
		n++;
	}
	return n;
}

int exclude_apply(struct log *log, int root, const struct exlist *list,
		  struct exclude_counts *counts)
{
	struct walk walk = {
		.log = log,
		.excludes = { &list->excludes, mem_alloc(list->excludes.n + 1) },
		.includes = { &list->includes, mem_alloc(list->includes.n + 1) },
		.counts = counts,
	};
	size_t left = 0;
	int rc = 0;

	*counts = (struct exclude_counts){ 0 };
	str_add(&walk.path, ".");
	if (list->excludes.n)
		rc = walk_folder(&walk, root, ".", KEEP, &left);
	if (rc == 0 && list->excludes.n)
		counts->idle = say_idle(&walk, &walk.excludes, "") +
			       say_idle(&walk, &walk.includes, "+");
	free(walk.excludes.used);
	free(walk.includes.used);
	str_fini(&walk.path);
	return rc;
}
