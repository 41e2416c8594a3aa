/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/differ.c - is a file of the tree as an archive has it?
 */
#include "mic.h"

#include <string.h>
#include <sys/sysmacros.h>

static const char *differ_links(const struct view *view, const struct view_file *file,
				const struct ramfs *ramfs,
				const struct ramfs_file *packed)
{
	const struct view_file *first = &view->v[file->first];

	if ((file->names > 1) != (packed->names > 1) ||
	    strcmp(first->path, ramfs->v[packed->first].path) != 0)
		return "set of hard links";
	return NULL;
}

static const char *differ_bytes(struct sl_job *job, const struct view *view,
				const struct view_file *file,
				const struct newc_entry *packed, int *rc)
{
	struct mapped mapped;
	int same;

	if ((uint64_t)file->st.st_size != packed->size)
		return "size";
	*rc = view_map(job, view, file, &mapped);
	if (*rc < 0)
		return NULL;
	same = mapped.n == packed->size &&
	       memcmp(mapped.data, packed->data, mapped.n) == 0;
	map_close(&mapped);
	return same ? NULL : "contents";
}

static const char *differ_target(struct sl_job *job, const struct view *view,
				 const struct view_file *file,
				 const struct newc_entry *packed, int *rc)
{
	char target[NEWC_NAME];
	size_t n = strnlen((const char *)packed->data, packed->size);

	*rc = view_target(job, view, file, target);
	if (*rc < 0)
		return NULL;
	n = strlen(target) == n && memcmp(target, packed->data, n) == 0;
	*rc = 0;
	return n ? NULL : "target";
}

static const char *differ_head(const struct stat *st, const struct newc_entry *packed)
{
	if ((st->st_mode & S_IFMT) != (packed->mode & S_IFMT))
		return "type";
	if (!S_ISLNK(st->st_mode) && (st->st_mode & 07777) != (packed->mode & 07777))
		return "mode";
	if (st->st_uid != packed->uid || st->st_gid != packed->gid)
		return "owner";
	if ((S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) &&
	    (major(st->st_rdev) != packed->rdev_major ||
	     minor(st->st_rdev) != packed->rdev_minor))
		return "device number";
	return NULL;
}

const char *differ(struct sl_job *job, const struct view *view,
		   const struct view_file *file, const struct ramfs *ramfs,
		   const struct ramfs_file *packed, int *rc)
{
	const char *what = differ_head(&file->st, &packed->entry);

	*rc = 0;
	if (what)
		return what;
	if (S_ISLNK(file->st.st_mode))
		return differ_target(job, view, file, &packed->entry, rc);
	if (!S_ISREG(file->st.st_mode))
		return NULL;
	what = differ_links(view, file, ramfs, packed);
	return what ? what : differ_bytes(job, view, file, &packed->entry, rc);
}
