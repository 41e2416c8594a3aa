/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/removetree.c - a file or folder taken away with all that is in it.
 */
#include "removetree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int remove_content(int folder)
{
	DIR *dir = fdopendir(folder);
	const struct dirent *entry;
	int rc = dir ? 0 : -errno;

	while (rc == 0 && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = removetree(dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
	else
		close(folder);
	return rc;
}

int removetree(int folder, const char *name)
{
	int below, rc;

	if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	rc = below < 0 ? -errno : remove_content(below);
	return rc == 0 && unlinkat(folder, name, AT_REMOVEDIR) != 0 ? -errno : rc;
}
