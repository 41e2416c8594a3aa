/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/early.c - labels of files that were made before a policy was loaded.
 */
#include "early.h"
#include "untar_pax.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

struct early_label {
	char *path, *label;
	size_t n;
};

int early_add(struct early *early, const char *path, const char *label, size_t n)
{
	struct early_label *more =
		reallocarray(early->labels, early->n + 1, sizeof(*more));
	struct early_label *added;

	if (!more)
		return -ENOMEM;
	early->labels = more;
	added = &more[early->n];
	added->path = strdup(path);
	added->label = malloc(n + 1);
	added->n = n;
	if (!added->path || !added->label) {
		free(added->path);
		free(added->label);
		return -ENOMEM;
	}
	memcpy(added->label, label, n);
	early->n++;
	return 0;
}

int early_parent(int root, const char *path, const char **last)
{
	int at = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *slash;

	for (; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char part[UNTAR_PATH];
		int below;

		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		below = openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			below = -errno;
		close(at);
		if (below < 0)
			return below;
		at = below;
	}
	*last = path;
	return at < 0 ? -errno : at;
}

/* The root's own path is "". */
static int apply(const struct early_label *label, int root, const char *name)
{
	char path[64 + UNTAR_PATH];
	const char *last;
	int folder = early_parent(root, label->path, &last), rc;

	if (folder < 0)
		return folder;
	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", folder, *last ? last : ".");
	rc = lsetxattr(path, name, label->label, label->n, 0) == 0 ? 0 : -errno;
	close(folder);
	return rc;
}

int early_apply(const struct early *early, int root, const char *name)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < early->n; i++)
		rc = apply(&early->labels[i], root, name);
	return rc;
}

void early_fini(struct early *early)
{
	for (size_t i = 0; i < early->n; i++) {
		free(early->labels[i].path);
		free(early->labels[i].label);
	}
	free(early->labels);
	*early = (struct early){ 0 };
}
