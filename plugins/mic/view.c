/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/view.c - the entries of the finished tree, in the order of an archive.
 */
#include "mic.h"

#include "plugins/lib/args.h"
#include "plugins/lib/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int unreadable(struct sl_job *job, const char *path, int err)
{
	return sl_fail(job, err, "cannot read %s: %s", path, strerror(err));
}

struct walk {
	struct sl_job *job;
	struct view *view;
	size_t room; /* for how many files there is memory */
};

static int add(void *arg, const struct walk_entry *entry)
{
	struct walk *walk = arg;
	struct view *view = walk->view;
	struct view_file *v = view->v;

	if (!*entry->path)
		return 0;
	if (strcmp(entry->path, MIC_FOLDER) == 0)
		return WALK_SKIP;
	if (view->n == walk->room) {
		walk->room = walk->room ? walk->room * 2 : 1024;
		v = realloc(v, walk->room * sizeof(*v));
		if (!v)
			return sl_fail(walk->job, ENOMEM, "out of memory");
		view->v = v;
	}
	v[view->n] = (struct view_file){ strdup(entry->path), *entry->st, view->n,
					 view->n, 1 };
	if (!v[view->n].path)
		return sl_fail(walk->job, ENOMEM, "out of memory");
	view->n++;
	return 0;
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
	struct walk walk = { job, view, 0 };
	int rc;

	*view = (struct view){ .tree = sl_path(job, SL_TREE) };
	rc = walk_tree(job, view->tree, 0, add, &walk);
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
