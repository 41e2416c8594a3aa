/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/scan.c - what of a tree squashfs cannot hold, or needs a closer look.
 */
#include "squashfs.h"

#include "plugins/lib/walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { NAMES = 65536 };

static int add_capable(struct sl_job *job, struct squashfs_scan *scan, const char *path)
{
	char **more = realloc(scan->capable, (scan->n_capable + 1) * sizeof(*more));

	if (more)
		scan->capable = more;
	if (more)
		more[scan->n_capable] = strdup(path);
	if (!more || !more[scan->n_capable])
		return sl_fail(job, ENOMEM, "out of memory");
	scan->n_capable++;
	return 0;
}

/* A listing shows the target of a link behind its name. */
static int has_newline(const struct walk_entry *entry)
{
	char target[SQUASHFS_PATH];
	ssize_t n = -1;

	if (S_ISLNK(entry->st->st_mode))
		n = readlink(entry->full, target, sizeof(target));
	return strchr(entry->name, '\n') || (n > 0 && memchr(target, '\n', (size_t)n));
}

static void look_at_time(const struct walk_entry *entry, struct squashfs_scan *scan)
{
	int64_t seconds = entry->st->st_mtime;

	if (seconds >= 0 && seconds <= UINT32_MAX)
		return;
	if (scan->times++ == 0)
		snprintf(scan->first_time, sizeof(scan->first_time), "%s", entry->path);
}

struct look {
	struct sl_job *job;
	struct squashfs_scan *scan;
};

static int look_at(void *arg, const struct walk_entry *entry)
{
	const struct look *look = arg;
	struct squashfs_scan *scan = look->scan;
	char names[NAMES];
	ssize_t n = llistxattr(entry->full, names, sizeof(names));
	int rc = 0, acl = 0;

	if (n < 0 && errno != ENOTSUP)
		return sl_fail(look->job, errno, "cannot list the attributes of %s: %s",
			       entry->full, strerror(errno));
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1) {
		if (strncmp(name, "system.posix_acl_", 17) == 0)
			acl = 1;
		if (rc == 0 && strcmp(name, "security.capability") == 0)
			rc = add_capable(look->job, scan, entry->path);
	}
	if (acl && scan->acls++ == 0)
		snprintf(scan->first_acl, sizeof(scan->first_acl), "%s", entry->path);
	scan->entries++;
	scan->newlines += (uint64_t)has_newline(entry);
	look_at_time(entry, scan);
	return rc;
}

int squashfs_scan(struct sl_job *job, const char *tree, struct squashfs_scan *scan)
{
	struct look look = { job, scan };
	int rc;

	memset(scan, 0, sizeof(*scan));
	rc = walk_tree(job, tree, 0, look_at, &look);
	if (rc < 0)
		squashfs_scan_fini(scan);
	return rc;
}

void squashfs_scan_fini(struct squashfs_scan *scan)
{
	for (size_t i = 0; i < scan->n_capable; i++)
		free(scan->capable[i]);
	free(scan->capable);
	scan->capable = NULL;
	scan->n_capable = 0;
}
