/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar.h - reads pax archives as they arrive: a node's files, and whole roots.
 *
 * POSIX.1-2017, pax: ustar entries and, of extended headers, the keywords path, linkpath,
 * size, uid, gid and mtime; star's SCHILY.devmajor, SCHILY.devminor, SCHILY.xattr.NAME,
 * SCHILY.acl.access and SCHILY.acl.default; GNU.sparse.* of version 1.0.
 */
#ifndef NODE_UNTAR_H
#define NODE_UNTAR_H

#include "untar_pax.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { UNTAR_WHY = 256 };
enum untar_type {
	UNTAR_FILE,
	UNTAR_FOLDER,
	UNTAR_LINK, /* symbolic */
	UNTAR_HARD, /* another name of the entry at `target` */
	UNTAR_CHARACTERS,
	UNTAR_BLOCKS,
	UNTAR_FIFO
};

struct untar_entry {
	enum untar_type type;
	/* Relative; no part is empty, "." or "..".  "": the root itself, if allowed. */
	char path[UNTAR_PATH];
	char target[UNTAR_PATH]; /* of a link of either kind; of a hard one as path */
	unsigned mode;           /* 07777 */
	uint32_t uid, gid;
	dev_t device;
	struct timespec time;
	uint64_t bytes; /* of a file, its holes included */
	/* Of the extended header, until the next entry: see untar_pax_attribute(). */
	const char *records;
	size_t n_records;
};

struct untar_source {
	/* Up to n bytes, fewer only at the end; -EBADMSG: damaged; -errno. */
	ssize_t (*read)(void *arg, void *data, size_t n);
	void *arg;
};

struct untar_extent {
	uint64_t at, n;
};

struct untar {
	struct untar_source source;
	int takes_root;               /* an entry "." is the root, else it is refused */
	uint64_t at;                  /* bytes read */
	uint64_t left;                /* of this entry's content */
	unsigned padding;             /* behind it */
	uint64_t position;            /* in the file that the content is of */
	struct untar_extent *extents; /* of a file with holes, else NULL */
	size_t n_extents, extent;
	char *records;
	char why[UNTAR_WHY];
};

/* Ends with untar_fini(). */
void untar_init(struct untar *, const struct untar_source *);

/* The next entry: 1; 0 at the archive's end; -EINVAL, -ENOMEM or what the source gave,
 * with the reason in why.  Content that was not read is passed over. */
int untar_next(struct untar *, struct untar_entry *);

/* A piece of the entry's content, at most n bytes: how many, and where in the file they
 * lie; what is between pieces is a hole.  0 at its end; errors as untar_next(). */
ssize_t untar_read(struct untar *, void *data, size_t n, uint64_t *at);

void untar_fini(struct untar *);

/* An archive in memory, as a source. */
struct untar_memory {
	const char *data;
	size_t n, at;
};

struct untar_source untar_from_memory(struct untar_memory *);

#endif
