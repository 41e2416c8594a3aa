/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/scan.c - what of a tree needs attention before it is packed.
 */
#include "erofs.h"

#include "plugins/lib/walk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

enum { NAMES = 65536, LONGEST = 255, BLOCK = 512 };

static void note(struct erofs_count *count, const char *path)
{
	if (count->n++ == 0)
		snprintf(count->example, sizeof(count->example), "%s", path);
}

static void look_at_stat(const struct stat *st, const char *path, struct erofs_scan *scan)
{
	uint64_t stored = (uint64_t)st->st_blocks * BLOCK;

	if (st->st_mtime < 0)
		note(&scan->early, path);
	if (st->st_mtime > scan->newest)
		scan->newest = st->st_mtime;
	if (S_ISREG(st->st_mode) && stored < (uint64_t)st->st_size) {
		note(&scan->holes, path);
		scan->hole_bytes += (uint64_t)st->st_size - stored;
	}
}

struct look {
	struct sl_job *job;
	struct erofs_scan *scan;
};

static int look_at_attributes(const struct look *look, const struct walk_entry *entry)
{
	struct erofs_scan *scan = look->scan;
	char names[NAMES];
	ssize_t n = llistxattr(entry->full, names, sizeof(names));
	int acl = 0, security = 0, other = 0;

	if (n < 0 && errno != ENOTSUP)
		return sl_fail(look->job, errno, "cannot list the attributes of %s: %s",
			       entry->full, strerror(errno));
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1) {
		if (strncmp(name, "system.posix_acl_", 17) == 0)
			acl = 1;
		else if (strncmp(name, "security.", 9) == 0)
			security = 1;
		else
			other = 1;
	}
	if (acl)
		note(&scan->acls, entry->path);
	if (security)
		note(&scan->security, entry->path);
	if (other)
		note(&scan->other, entry->path);
	return 0;
}

static int look_at(void *arg, const struct walk_entry *entry)
{
	const struct look *look = arg;

	if (strlen(entry->name) == LONGEST)
		note(&look->scan->long_names, entry->path);
	look_at_stat(entry->st, entry->path, look->scan);
	return look_at_attributes(look, entry);
}

int erofs_scan(struct sl_job *job, const char *tree, struct erofs_scan *scan)
{
	struct look look = { job, scan };

	memset(scan, 0, sizeof(*scan));
	return walk_tree(job, tree, 0, look_at, &look);
}
