/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/links.c - files that have several names.
 */
#include "links.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct known {
	dev_t device;
	ino_t inode;
	char *path;
};

struct links {
	void *tree; /* of tsearch(3) */
};

static int compare(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return 0;
}

static void free_known(void *arg)
{
	struct known *known = arg;

	free(known->path);
	free(known);
}

struct links *links_new(void)
{
	return calloc(1, sizeof(struct links));
}

void links_free(struct links *links)
{
	if (links)
		tdestroy(links->tree, free_known);
	free(links);
}

static int add(struct links *links, const struct known *key, const char *path)
{
	struct known *known = malloc(sizeof(*known));

	if (!known)
		return -ENOMEM;
	*known = *key;
	known->path = strdup(path);
	if (known->path && tsearch(known, &links->tree, compare))
		return 0;
	free_known(known);
	return -ENOMEM;
}

int links_find(struct links *links, const struct stat *st, const char *path,
	       const char **first)
{
	const struct known key = { st->st_dev, st->st_ino, NULL };
	void *found;

	if (S_ISDIR(st->st_mode) || st->st_nlink < 2)
		return 0;
	found = tfind(&key, &links->tree, compare);
	if (!found)
		return add(links, &key, path);
	*first = (*(struct known **)found)->path;
	return 1;
}
