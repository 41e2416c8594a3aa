/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/kernels.h - the kernels of a tree, and which one its nodes boot.
 */
#ifndef BUILD_KERNELS_H
#define BUILD_KERNELS_H

#include "core/base/log.h"

#include <stddef.h>
#include <stdint.h>

struct kernel {
	char *version, *file;
};

struct kernels {
	struct kernel *v;
	size_t n;
};

/* Version order: runs of digits compare as numbers, so 6.1.10 is newer than 6.1.9. */
int kernel_compare(const char *left, const char *right);

void kernels_add(struct kernels *, const char *version, const char *file);

/* Newest first, but `wanted` (NULL: none) at the front.  -ENOENT, said with the versions
 * there are, when it is not among them or there is none at all. */
int kernels_choose(struct log *, struct kernels *, const char *wanted) MUST_CHECK;

/* "VERSION FILE" lines. */
int kernels_write(struct log *, const struct kernels *, const char *path) MUST_CHECK;
int kernels_read(struct log *, const char *path, struct kernels *) MUST_CHECK;
void kernels_fini(struct kernels *);

#endif
