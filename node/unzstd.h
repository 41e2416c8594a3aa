/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unzstd.h - what zstd packed, unpacked as it arrives (RFC 8878).
 */
#ifndef NODE_UNZSTD_H
#define NODE_UNZSTD_H

#include <stddef.h>
#include <sys/types.h>

enum { UNZSTD_WINDOW = 23 /* log2 of the largest window, 8 MiB: of level 19 */ };

struct unzstd;

/* Reads from a descriptor, which stays the caller's.  NULL: out of memory. */
struct unzstd *unzstd_new(int fd);

/* Exactly n bytes, fewer only where the last frame ends with its input; -EBADMSG: it is
 * no zstd, or needs a larger window, or ends within a frame; -errno of reading. */
ssize_t unzstd_read(void *unzstd, void *data, size_t n);

void unzstd_free(struct unzstd *); /* NULL is fine */

#endif
