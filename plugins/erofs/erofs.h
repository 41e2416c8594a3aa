/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/erofs.h - what the files of this plugin share.
 */
#ifndef EROFS_EROFS_H
#define EROFS_EROFS_H

#include <stateless/plugin.h>

#define EROFS_OUTPUT "root.erofs"

enum { EROFS_PATH = 4096 };

extern const struct sl_option erofs_options[];

/* Hooks of the packimage table. */
int erofs_prepare(struct sl_job *, void *self);
int erofs_pack(struct sl_job *, void *self);
int erofs_root(struct sl_job *, void *self);
int erofs_verify(struct sl_job *, void *self);

/* "FOLDER/NAME" into path (EROFS_PATH bytes): 0, or -ENAMETOOLONG after fail(). */
int erofs_join(struct sl_job *, char *path, const char *folder, const char *name);

/* kernel.c: what the image's kernel can mount. */

/* 0, or -ENOTSUP after naming what is missing and a method that works. */
int erofs_kernel_check(struct sl_job *);
const char *erofs_kernel_version(struct sl_job *);
/* Is it that version or a later one? */
int erofs_kernel_is(struct sl_job *, unsigned major, unsigned minor);

/* scan.c: what of a tree needs attention.  The examples are paths below the tree. */
struct erofs_count {
	uint64_t n;
	char example[EROFS_PATH]; /* the first */
};

struct erofs_scan {
	int64_t newest;                /* seconds of the latest time of a file, or 0 */
	uint64_t hole_bytes;           /* that no disk block holds                   */
	struct erofs_count early;      /* files of before 1970                       */
	struct erofs_count long_names; /* of 255 bytes                               */
	struct erofs_count holes;      /* files with holes                           */
	struct erofs_count acls;       /* entries with POSIX ACLs                    */
	struct erofs_count security,
		other; /* with security.*, with other attributes     */
};

int erofs_scan(struct sl_job *, const char *tree, struct erofs_scan *);

#endif
