/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/ramfs.h - the root that a kernel makes of an initramfs.
 */
#ifndef MIC_RAMFS_H
#define MIC_RAMFS_H

#include "gzip.h"
#include "newc.h"

struct ramfs_file {
	const char *path;        /* without slashes at its ends */
	struct newc_entry entry; /* of hard links each has the data and size of all */
	size_t first; /* of its names: an index of v, its own if it has no other */
	size_t names; /* how many it has */
};

/* Sorted by path, each path once: of several entries the last is what counts. */
struct ramfs {
	struct mapped archive;
	struct ramfs_file *v;
	size_t n;
};

/* Reads an unpacked archive; `name` is for messages.  To be ended by ramfs_close() if it
 * returned 0; else -errno after fail(). */
int ramfs_open(struct sl_job *, const char *file, const char *name, struct ramfs *);
void ramfs_close(struct ramfs *);

/* The same of bytes in memory, which must stay: 0, -ENOMEM, or -EBADMSG with what is wrong
 * and where in `reader`. */
int ramfs_read(struct newc_reader *, struct ramfs *);

/* NULL: there is no such path. */
const struct ramfs_file *ramfs_find(const struct ramfs *, const char *path);

#endif
