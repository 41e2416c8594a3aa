/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/scan.c - what of a tree needs attention before it is packed.
 */
#include "erofs.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
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

static int look_at_attributes(struct sl_job *job, const FTSENT *entry, const char *path,
			      struct erofs_scan *scan)
{
	char names[NAMES];
	ssize_t n = llistxattr(entry->fts_path, names, sizeof(names));
	int acl = 0, security = 0, other = 0;

	if (n < 0 && errno != ENOTSUP)
		return sl_fail(job, errno, "cannot list the attributes of %s: %s",
			       entry->fts_path, strerror(errno));
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
		note(&scan->acls, path);
	if (security)
		note(&scan->security, path);
	if (other)
		note(&scan->other, path);
	return 0;
}

static int read_entry(struct sl_job *job, const FTSENT *entry, size_t skip,
		      struct erofs_scan *scan)
{
	const char *path = entry->fts_path + skip;

	path += strspn(path, "/");
	switch (entry->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return sl_fail(job, entry->fts_errno, "cannot read %s: %s",
			       entry->fts_path, strerror(entry->fts_errno));
	default:
		if (strlen(entry->fts_name) == LONGEST)
			note(&scan->long_names, path);
		look_at_stat(entry->fts_statp, path, scan);
		return look_at_attributes(job, entry, path, scan);
	}
}

int erofs_scan(struct sl_job *job, const char *tree, struct erofs_scan *scan)
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
	return rc;
}
