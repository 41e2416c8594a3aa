/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/view.c - the entries of the finished tree, in the order of an archive.
 */
#include "mic.h"

#include "plugins/lib/args.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int unreadable(struct sl_job *job, const char *path, int err)
{
	return sl_fail(job, err, "cannot read %s: %s", path, strerror(err));
}

static int add(struct sl_job *job, struct view *view, size_t *room, const char *path,
	       const struct stat *st)
{
	struct view_file *v = view->v;

	if (view->n == *room) {
		*room = *room ? *room * 2 : 1024;
		v = realloc(v, *room * sizeof(*v));
		if (!v)
			return sl_fail(job, ENOMEM, "out of memory");
		view->v = v;
	}
	v[view->n] = (struct view_file){ strdup(path), *st, view->n, view->n, 1 };
	if (!v[view->n].path)
		return sl_fail(job, ENOMEM, "out of memory");
	view->n++;
	return 0;
}

static int add_entry(struct sl_job *job, struct view *view, size_t *room, FTS *fts,
		     FTSENT *entry)
{
	const char *path = entry->fts_path + strlen(view->tree);

	switch (entry->fts_info) {
	case FTS_DP:
		return 0;
	case FTS_DC:
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return unreadable(job, entry->fts_path,
				  entry->fts_errno ? entry->fts_errno : EIO);
	default:
		break;
	}
	path += strspn(path, "/");
	if (!*path)
		return 0;
	if (strcmp(path, MIC_FOLDER) == 0)
		return fts_set(fts, entry, FTS_SKIP) == 0
			       ? 0
			       : unreadable(job, entry->fts_path, errno);
	return job->host->cancelled(job) ? -ECANCELED
					 : add(job, view, room, path, entry->fts_statp);
}

static int walk(struct sl_job *job, struct view *view)
{
	char *top = strdup(view->tree);
	char *const roots[] = { top, NULL };
	FTS *fts = top ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, by_name)
		       : NULL;
	int rc = fts ? 0 : unreadable(job, view->tree, errno);
	size_t room = 0;
	FTSENT *entry;

	while (rc == 0 && (errno = 0, entry = fts_read(fts)))
		rc = add_entry(job, view, &room, fts, entry);
	if (rc == 0 && errno)
		rc = unreadable(job, view->tree, errno);
	if (fts)
		fts_close(fts);
	free(top);
	return rc;
}

/* ---- hard links ---- */

static int by_inode(const void *a, const void *b)
{
	const struct view_file *x = *(struct view_file *const *)a;
	const struct view_file *y = *(struct view_file *const *)b;

	if (x->st.st_dev != y->st.st_dev)
		return x->st.st_dev < y->st.st_dev ? -1 : 1;
	if (x->st.st_ino != y->st.st_ino)
		return x->st.st_ino < y->st.st_ino ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int is_same(const struct view_file *x, const struct view_file *y)
{
	return x->st.st_dev == y->st.st_dev && x->st.st_ino == y->st.st_ino;
}

static void join_group(const struct view *view, struct view_file **group, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		group[i]->first = (size_t)(group[0] - view->v);
		group[i]->last = (size_t)(group[n - 1] - view->v);
		group[i]->names = (unsigned)n;
	}
}

static int join_links(struct sl_job *job, struct view *view)
{
	struct view_file **linked = calloc(view->n + 1, sizeof(*linked));
	size_t n = 0, end;

	if (!linked)
		return sl_fail(job, ENOMEM, "out of memory");
	for (size_t i = 0; i < view->n; i++)
		if (S_ISREG(view->v[i].st.st_mode) && view->v[i].st.st_nlink > 1)
			linked[n++] = &view->v[i];
	qsort((void *)linked, n, sizeof(struct view_file *), by_inode);
	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && is_same(linked[i], linked[end]))
			end++;
		join_group(view, linked + i, end - i);
	}
	free((void *)linked);
	return 0;
}

int view_open(struct sl_job *job, struct view *view)
{
	int rc;

	*view = (struct view){ .tree = sl_path(job, SL_TREE) };
	rc = walk(job, view);
	if (rc == 0)
		rc = join_links(job, view);
	if (rc < 0)
		view_close(view);
	return rc;
}

void view_close(struct view *view)
{
	for (size_t i = 0; i < view->n; i++)
		free(view->v[i].path);
	free(view->v);
	view->v = NULL;
	view->n = 0;
}

/* ---- what is in them ---- */

static char *full_path(struct sl_job *job, const struct view *view,
		       const struct view_file *file)
{
	char *full = args_printf("%s/%s", view->tree, file->path);

	if (!full)
		sl_fail(job, ENOMEM, "out of memory");
	return full;
}

int view_map(struct sl_job *job, const struct view *view, const struct view_file *file,
	     struct mapped *mapped)
{
	char *full = full_path(job, view, file);
	int fd, rc;

	if (!full)
		return -ENOMEM;
	fd = open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	rc = fd < 0 ? -errno : map_open(fd, mapped);
	if (fd >= 0)
		close(fd);
	if (rc < 0)
		rc = unreadable(job, full, -rc);
	free(full);
	return rc;
}

int view_target(struct sl_job *job, const struct view *view, const struct view_file *file,
		char *target)
{
	char *full = full_path(job, view, file);
	ssize_t n = full ? readlink(full, target, NEWC_NAME - 1) : -1;

	if (full && n < 0)
		n = unreadable(job, full, errno);
	else if (full)
		target[n] = '\0';
	free(full);
	return full ? (int)n : -ENOMEM;
}
