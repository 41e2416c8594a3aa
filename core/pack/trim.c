/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/trim.c - what building an image left in its logs and temporary folders.
 */
#include "trim.h"

#include "core/base/intree.h"
#include "core/base/strv.h"
#include "core/base/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

struct trim {
	struct log *log;
	int root;
	const struct exlist *list;
	const char *folder;
	struct strv gone, emptied; /* paths below root */
};

static const char *const histories[] = {
	"root/.bash_history",   "root/.python_history", "root/.lesshst",
	"root/.sqlite_history", "root/.viminfo",        "root/.wget-hsts",
};

static bool is_old_log(const char *name)
{
	static const char *const patterns[] = {
		"*.[0-9]", "*.[0-9][0-9]", "*.gz",      "*.xz",       "*.bz2",
		"*.zst",   "*.old",        "*.journal", "*.journal~", "*-[12]???????"
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct trim *trim, const char *path)
{
	char *shown CLEANUP_FREE = mem_printf("./%s", path);

	return exlist_includes(trim->list, shown);
}

static int see_log(void *arg, const struct visit_entry *entry)
{
	struct trim *trim = arg;
	char *path CLEANUP_FREE = mem_printf("%s/%s", trim->folder, entry->path);

	if (is_wanted(trim, path))
		return S_ISDIR(entry->st->st_mode) ? VISIT_PASS_BY : VISIT_GO_ON;
	if (!S_ISREG(entry->st->st_mode))
		return VISIT_GO_ON;
	if (is_old_log(entry->name))
		strv_add(&trim->gone, path);
	else if (entry->st->st_size > 0)
		strv_add(&trim->emptied, path);
	return VISIT_GO_ON;
}

/* Folders go after what is in them: the list is worked off from its end. */
static int see_temporary(void *arg, const struct visit_entry *entry)
{
	struct trim *trim = arg;
	char *path CLEANUP_FREE = mem_printf("%s/%s", trim->folder, entry->path);

	if (is_wanted(trim, path))
		return S_ISDIR(entry->st->st_mode) ? VISIT_PASS_BY : VISIT_GO_ON;
	strv_add(&trim->gone, path);
	return VISIT_GO_ON;
}

static int look(struct trim *trim, const char *folder,
		int (*see)(void *, const struct visit_entry *))
{
	int fd CLEANUP_FD = intree_open(trim->root, folder, O_RDONLY | O_DIRECTORY, 0);

	if (fd == -ENOENT || fd == -ENOTDIR)
		return 0;
	if (fd < 0)
		return log_fail(trim->log, -fd, "cannot read /%s of the image: %s",
				folder, strerror(-fd));
	trim->folder = folder;
	return visit_tree(trim->log, fd, folder, see, trim);
}

static int remove_one(const struct trim *trim, const char *path)
{
	const char *name;
	int parent CLEANUP_FD = intree_open_parent(trim->root, path, &name);

	if (parent < 0)
		return parent == -ENOENT ? 0 : parent;
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR)
		return -errno;
	/* one that holds what is wanted stays */
	if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOTEMPTY)
		return 0;
	return -errno;
}

static int empty_one(const struct trim *trim, const char *path)
{
	int fd CLEANUP_FD = intree_open(trim->root, path,
					O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NOCTTY, 0);

	return fd < 0 ? fd : 0;
}

static int change(const struct trim *trim)
{
	const char *path = "";
	int rc = 0;

	for (size_t i = trim->gone.n; rc == 0 && i-- > 0;)
		rc = remove_one(trim, path = trim->gone.v[i]);
	for (size_t i = 0; rc == 0 && i < trim->emptied.n; i++)
		rc = empty_one(trim, path = trim->emptied.v[i]);
	return rc < 0 ? log_fail(trim->log, -rc, "cannot clear /%s of the image: %s",
				 path, strerror(-rc))
		      : 0;
}

int trim_apply(struct log *log, int root, const struct exlist *list)
{
	struct trim trim = { .log = log, .root = root, .list = list };
	int rc = look(&trim, "var/log", see_log);

	if (rc == 0)
		rc = look(&trim, "tmp", see_temporary);
	if (rc == 0)
		rc = look(&trim, "var/tmp", see_temporary);
	for (size_t i = 0; i < sizeof(histories) / sizeof(histories[0]); i++)
		if (!is_wanted(&trim, histories[i]))
			strv_add(&trim.gone, histories[i]);
	if (rc == 0)
		rc = change(&trim);
	strv_fini(&trim.gone);
	strv_fini(&trim.emptied);
	return rc;
}
