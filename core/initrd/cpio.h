/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/cpio.h - a newc cpio archive as the kernel unpacks it at its start.
 */
#ifndef INITRD_CPIO_H
#define INITRD_CPIO_H

#include "core/base/log.h"
#include "core/base/str.h"

#include <stdint.h>
#include <sys/types.h>

/* Written while entries are added: no file's data is held. */
struct cpio;

/* Begins a new file `path`.  Entries have owner 0:0, inode numbers from 1 and that time.
 * compression: "zstd", "xz", "gzip" or "none", with the settings that every kernel can
 * unpack; equal entries give equal bytes, whatever machine writes them.  NULL after saying
 * why not. */
struct cpio *cpio_open(struct log *, const char *path, const char *compression,
		       int64_t time);

/* Paths may begin with a slash.  Missing folders above an entry are made before it, 0755.
 * Two entries with one path (but for folders), and a path with "." or "..", are errors:
 * the first one is said, ends the writing, and is what cpio_close() returns. */
void cpio_add_folder(struct cpio *, const char *path);
void cpio_add_file(struct cpio *, const char *path, mode_t mode, const struct str *data);
void cpio_add_link(struct cpio *, const char *path, const char *target);
void cpio_add_node(struct cpio *, const char *path, mode_t mode, dev_t device);

/* Ends the file and frees the archive.  rc: what went before; after a negative one, which
 * is returned, and after an error of an entry there is no file. */
int cpio_close(struct cpio *, int rc) MUST_CHECK;

#endif
