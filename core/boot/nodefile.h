/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/nodefile.h - files, folders and links that nodes are given, read once.
 */
#ifndef BOOT_NODEFILE_H
#define BOOT_NODEFILE_H

#include "template.h"

#include "core/base/log.h"

enum nodefile_type { NODEFILE_TEXT, NODEFILE_FOLDER, NODEFILE_LINK };

struct nodefile {
	enum nodefile_type type;
	const char *path; /* on the node, without a slash in front */
	unsigned mode;    /* 0777 */
	struct template text;
	const char *target; /* of a link */
	const char *from;   /* the file it was read from, for messages */
	size_t place;       /* in the order of adding */
	const char *secret; /* a sentence, when all nodes' text holds one; or NULL */
};

/* Start with { 0 }. */
struct nodefiles {
	struct arena arena;
	struct nodefile *v;
	size_t n, room;
};

/* What nodefiles_read_tree() does besides reading. */
enum nodefile_flag {
	NODEFILE_TEMPLATES = 1 << 0, /* @name@ is filled in                        */
	NODEFILE_NO_LINKS = 1 << 1,  /* a symbolic link is refused, else it is kept */
};

/* Adds the file or the content of the folder (with its subfolders, where their mode is
 * not 0755) as `path` on the node.  Said: what cannot be read, is too large, is of
 * another type, or cannot lie there (below /dev, /proc, /run or /sys).  0 or -errno. */
int nodefiles_read(struct log *, struct nodefiles *, const char *from, const char *path,
		   unsigned flags) MUST_CHECK;

/* Adds a file of this content, or a link.  0, or -EINVAL, said. */
int nodefiles_add(struct log *, struct nodefiles *, const struct nodefile *,
		  const void *data, size_t bytes) MUST_CHECK;

/* By path; of one path, the last that was added is left. */
void nodefiles_sort(struct nodefiles *);
void nodefiles_fini(struct nodefiles *);

#endif
