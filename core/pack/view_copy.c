/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view_copy.c - a copy of the tree, where no overlay can be laid over it.
 */
#include "core/base/path.h"
#include "core/base/treecopy.h"
#include "view.h"
#include "view_check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>

/* A mount of its own, so that it can be made read-only and looks like an overlay's. */
static int mount_itself(struct log *log, const char *folder)
{
	const unsigned long flags =
		MS_REMOUNT | MS_BIND | MS_NOATIME | MS_NODEV | MS_NOSUID;
	int rc;

	if (mount(folder, folder, NULL, MS_BIND, NULL) == 0) {
		if (mount(NULL, folder, NULL, flags, NULL) == 0)
			return 0;
		rc = log_fail(log, errno, "cannot remount %s: %s", folder,
			      strerror(errno));
		umount2(folder, MNT_DETACH);
		return rc;
	}
	return log_fail(log, errno, "cannot mount %s on itself: %s", folder,
			strerror(errno));
}

int view_open_copy(struct log *log, const char *tree, const char *scratch,
		   bool (*stop)(void), struct view *view)
{
	int rc;

	*view = (struct view){ .lower = mem_dup(tree), .fd = -1 };
	view->merged = path_join(scratch, "merged");
	view->upper = mem_dup(view->merged);
	rc = view_check_tree(log, tree, &view->time);
	if (rc == 0)
		rc = path_make_folders(log, view->merged, 0700);
	if (rc == 0)
		rc = treecopy(log, tree, view->merged, stop);
	if (rc == 0)
		rc = mount_itself(log, view->merged);
	if (rc == 0) {
		view->fd = open(view->merged, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (view->fd < 0) {
			rc = log_fail(log, errno, "cannot open %s: %s", view->merged,
				      strerror(errno));
			umount2(view->merged, MNT_DETACH);
		}
	}
	if (rc < 0)
		view_close(view);
	return rc;
}
