/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/leftovers.c - what packings that were killed left behind.
 */
#include "packing.h"

#include "core/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

int pack_clear_leftovers(struct log *log, const char *netboot)
{
	DIR *dir = opendir(netboot);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0
				       : log_fail(log, errno, "cannot read %s: %s",
						  netboot, strerror(errno));
	while (rc == 0 && (entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(netboot, entry->d_name);

		if (entry->d_name[0] == '.' && strstr(entry->d_name, ".new-"))
			rc = path_remove(log, path);
	}
	closedir(dir);
	return rc;
}
