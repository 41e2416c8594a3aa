/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/scan.c - what of a tree squashfs cannot hold, or needs a closer look.
 */
#include "squashfs.h"

#include <errno.h>
#include <fts.h>
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
static int has_newline(const FTSENT *entry)
{
	char target[SQUASHFS_PATH];
	ssize_t n = -1;

	if (S_ISLNK(entry->fts_statp->st_mode))
		n = readlink(entry->fts_path, target, sizeof(target));
	return strchr(entry->fts_name, '\n') ||
	       (n > 0 && memchr(target, '\n', (size_t)n));
}

static void look_at_time(const FTSENT *entry, const char *path,
			 struct squashfs_scan *scan)
{
	int64_t seconds = entry->fts_statp->st_mtime;

	if (seconds >= 0 && seconds <= UINT32_MAX)
		return;
	if (scan->times++ == 0)
		snprintf(scan->first_time, sizeof(scan->first_time), "%s", path);
}

static int look_at(struct sl_job *job, const FTSENT *entry, const char *path,
		   struct squashfs_scan *scan)
{
	char names[NAMES];
	ssize_t n = llistxattr(entry->fts_path, names, sizeof(names));
	int rc = 0, acl = 0;

	if (n < 0 && errno != ENOTSUP)
		return sl_fail(job, errno, "cannot list the attributes of %s: %s",
			       entry->fts_path, strerror(errno));
	for (const char *name = names; n > 0 && name < names + n;
	     name += strlen(name) + 1) {
		if (strncmp(name, "system.posix_acl_", 17) == 0)
			acl = 1;
		if (rc == 0 && strcmp(name, "security.capability") == 0)
			rc = add_capable(job, scan, path);
	}
	if (acl && scan->acls++ == 0)
		snprintf(scan->first_acl, sizeof(scan->first_acl), "%s", path);
	scan->entries++;
	scan->newlines += (uint64_t)has_newline(entry);
	look_at_time(entry, path, scan);
	return rc;
}

static int read_entry(struct sl_job *job, const FTSENT *entry, size_t skip,
		      struct squashfs_scan *scan)
{
	const char *path = entry->fts_path + skip;

	switch (entry->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return sl_fail(job, entry->fts_errno, "cannot read %s: %s",
			       entry->fts_path, strerror(entry->fts_errno));
	default:
		return look_at(job, entry, path + strspn(path, "/"), scan);
	}
}

int squashfs_scan(struct sl_job *job, const char *tree, struct squashfs_scan *scan)
{
	char *copy = strdup(tree);
	char *const roots[] = { copy, NULL };
	FTSENT *entry;
	FTS *fts;
	int rc = 0;

	memset(scan, 0, sizeof(*scan));
	fts = copy ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL) : NULL;
	if (!fts) {
		free(copy);
		return sl_fail(job, ENOMEM, "cannot read %s: out of memory", tree);
	}
	while (rc == 0 && (errno = 0, entry = fts_read(fts)))
		rc = read_entry(job, entry, strlen(tree), scan);
	if (rc == 0 && errno)
		rc = sl_fail(job, errno, "cannot read %s: %s", tree, strerror(errno));
	fts_close(fts);
	free(copy);
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
