/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/place.h - files put into the tree, one over another, by what lies in archives
 * and overlays.
 */
#ifndef MIC_PLACE_H
#define MIC_PLACE_H

#include <stateless/plugin.h>

#include <sys/stat.h>

struct place {
	const char *path;   /* in the tree, without a slash in front */
	const char *target; /* of a symbolic link, else NULL         */
	const char *hard;   /* path of a file of the tree which this is to be, or NULL */
	mode_t mode;        /* with the type; all of 07777 is kept   */
	uid_t uid;
	gid_t gid;
	dev_t device;
	const void *data; /* of a file */
	size_t n;
};

/* Missing folders above it are made, 0755 and root's.  What has the path already is
 * replaced, but for a folder by a folder, which keeps what is in it; a folder is not
 * replaced by anything else, and a link to a folder stays where a folder is asked for.  0,
 * or -errno after fail(). */
int place_put(struct sl_job *, const struct place *);

/* Is the path in the tree, links followed inside it?  1, 0, or -errno after fail(). */
int place_has(struct sl_job *, const char *path, struct stat *);

#endif
