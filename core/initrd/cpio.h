/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/cpio.h - a newc cpio archive as the kernel unpacks it at its start.
 */
#ifndef INITRD_CPIO_H
#define INITRD_CPIO_H

#include "core/base/log.h"
#include "core/base/str.h"

#include <stdint.h>
#include <sys/types.h>

struct cpio_entry {
	char *path;      /* without a slash in front   */
	mode_t mode;     /* with the type              */
	struct str data; /* of a file, or a link's target */
	dev_t device;
};

/* Kept in memory until it is written, sorted and whole.  Start with { 0 }. */
struct cpio {
	struct cpio_entry *v;
	size_t n, room;
};

/* Paths may begin with a slash.  Missing folders above an entry are made when the archive
 * is written, 0755. */
void cpio_add_folder(struct cpio *, const char *path);
void cpio_add_file(struct cpio *, const char *path, mode_t mode,
		   struct str *data); /* takes the data */
void cpio_add_link(struct cpio *, const char *path, const char *target);
void cpio_add_node(struct cpio *, const char *path, mode_t mode, dev_t device);

/* Writes the archive to a new file `path`: entries by name, owner 0:0, inode numbers
 * from 1, every entry with that time.  compression: "zstd", "xz", "gzip" or "none", with
 * the settings that every kernel can unpack, by one thread: equal entries give equal
 * bytes.  Two entries with one path, and a path with "." or "..", are errors. */
int cpio_write(struct log *, struct cpio *, const char *compression, int64_t time,
	       const char *path) MUST_CHECK;

void cpio_fini(struct cpio *);

#endif
