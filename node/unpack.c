/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unpack.c - unpacks the archive of a node's files below the process's root.
 */
#include "unpack.h"
#include "sysfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a link to a folder lies, the folder it means is there. */
static int make_folder(const char *path, unsigned mode)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return chmod(path, mode) == 0 ? 0 : -errno;
	if (errno != EEXIST)
		return -errno;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

static int make_parent(const char *path)
{
	char *parent = strdup(path), *slash;
	int rc;

	if (!parent)
		return -ENOMEM;
	slash = strrchr(parent, '/');
	*slash = '\0';
	rc = *parent ? sysfile_make_folders(parent) : 0;
	free(parent);
	return rc;
}

static int unpack_entry(const struct untar_entry *entry)
{
	char path[UNTAR_PATH + 1];
	int rc;

	snprintf(path, sizeof(path), "/%s", entry->path);
	rc = make_parent(path);
	if (rc < 0)
		return rc;
	switch (entry->type) {
	case UNTAR_FOLDER:
		return make_folder(path, entry->mode);
	case UNTAR_FILE:
		return sysfile_write(path, entry->mode, entry->data, entry->bytes);
	default:
		if (unlink(path) != 0 && errno != ENOENT)
			return -errno;
		return symlink(entry->target, path) == 0 ? 0 : -errno;
	}
}

static int each(const char *data, size_t n, int (*act)(const struct untar_entry *),
		char why[UNTAR_WHY])
{
	struct untar untar = { .data = data, .n = n };
	struct untar_entry *entry = malloc(sizeof(*entry));
	int rc = entry ? 1 : -ENOMEM;

	snprintf(untar.why, sizeof(untar.why), "out of memory");
	while (rc > 0 && (rc = untar_next(&untar, entry)) > 0) {
		int done = act ? act(entry) : 0;

		if (done == 0)
			continue;
		rc = done;
		snprintf(untar.why, sizeof(untar.why), "cannot write /%.150s: %s",
			 entry->path, strerror(-done));
	}
	if (rc < 0)
		memcpy(why, untar.why, UNTAR_WHY);
	free(entry);
	return rc;
}

int unpack(const char *data, size_t n, char why[UNTAR_WHY])
{
	int rc = each(data, n, NULL, why);

	return rc < 0 ? rc : each(data, n, unpack_entry, why);
}
