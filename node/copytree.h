/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/copytree.h - a file or folder of the root, copied with what belongs to it.
 */
#ifndef NODE_COPYTREE_H
#define NODE_COPYTREE_H

struct copytree {
	/* Is the content of this folder left out?  path: as below; or NULL: none is. */
	int (*is_empty)(void *arg, const char *path);
	void *arg;
	char path[4096]; /* of the entry being copied, for messages */
};

/* Copies the file, folder with all in it, link or device at `path` (absolute, as the
 * process sees it) to `name` in the folder `to`, where nothing has that name: owner, mode,
 * times, extended attributes, holes; several names of one file become several files.
 * Links below `path` are copied, never followed.  0 or -errno, with the entry's path in
 * copy->path. */
int copytree(struct copytree *, const char *path, int to, const char *name);

#endif
