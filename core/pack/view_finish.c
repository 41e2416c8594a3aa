/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view_finish.c - times and labels of what packing changed, the end of changes.
 *
 * Equal trees and settings must give equal images, so no time of the packing itself may
 * stay: folders get back the time they had, what is new gets the view's time.  A time
 * that was there before is never touched: a .pyc must still match its source.
 */
#include "core/base/intree.h"
#include "core/base/visit.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

struct finish {
	struct log *log;
	const struct view *view;
	const struct labels *labels; /* or NULL */
	int lower;
};

static int set_time(struct finish *finish, const char *path, struct timespec time)
{
	const struct timespec times[] = { time, time };

	if (utimensat(finish->view->fd, path, times, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	return log_fail(finish->log, errno, "cannot set the time of %s in the view: %s",
			path, strerror(errno));
}

static bool stat_lower(struct finish *finish, const char *path, struct stat *st)
{
	int fd CLEANUP_FD = intree_open(finish->lower, path, O_PATH | O_NOFOLLOW, 0);

	return fd >= 0 && fstat(fd, st) == 0;
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static bool is_same(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* A file that kept its older time (one copied in with it) keeps it. */
static int finish_entry(void *arg, const struct visit_entry *entry)
{
	struct finish *finish = arg;
	const struct timespec given = { .tv_sec = (time_t)finish->view->time };
	const struct stat *st = entry->st;
	struct stat lower;
	bool known;

	/* a whiteout: the entry was removed */
	if (S_ISCHR(st->st_mode) && st->st_rdev == 0)
		return VISIT_GO_ON;
	if (finish->labels) {
		int rc = labels_set(finish->log, finish->labels, finish->view->fd,
				    entry->path, st->st_mode);

		if (rc < 0)
			return rc;
	}
	known = stat_lower(finish, entry->path, &lower);
	if (S_ISDIR(st->st_mode))
		return set_time(finish, entry->path,
				known && S_ISDIR(lower.st_mode) ? lower.st_mtim : given);
	if (known && is_same(&st->st_mtim, &lower.st_mtim))
		return VISIT_GO_ON;
	return is_later(&st->st_mtim, &given) ? set_time(finish, entry->path, given) : 0;
}

static int finish_entries(struct log *log, const struct view *view,
			  const struct labels *labels)
{
	int upper CLEANUP_FD = open(view->upper, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int lower CLEANUP_FD = open(view->lower, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct finish finish = { log, view, labels, lower };
	struct stat st;
	int rc;

	if (upper < 0 || lower < 0 || fstat(lower, &st) != 0)
		return log_fail(log, errno, "cannot open the layers of the view %s: %s",
				view->merged, strerror(errno));
	rc = visit_tree(log, upper, view->upper, finish_entry, &finish);
	return rc == 0 ? set_time(&finish, ".", st.st_mtim) : rc;
}

/* Of this mount, not of the file system: a remount of that would write all of its pages
 * to disk first. */
int view_finish(struct log *log, struct view *view, const struct labels *labels)
{
	unsigned long flags =
		MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOATIME | MS_NODEV | MS_NOSUID;
	int rc = finish_entries(log, view, labels);

	if (rc < 0)
		return rc;
	if (mount(NULL, view->merged, NULL, flags, NULL) == 0)
		return 0;
	return log_fail(log, errno,
			"cannot make the view %s read-only: %s; a program that was "
			"started while packing may still be writing to it",
			view->merged, strerror(errno));
}
