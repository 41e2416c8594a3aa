/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/compare.h - a tree, and what came out of its packed image again.
 */
#ifndef LIB_COMPARE_H
#define LIB_COMPARE_H

#include <stateless/plugin.h>

#include <sys/types.h>

/* What the copy can be expected to have kept. */
struct compare {
	const char *const
		*attributes; /* beginnings of names, NULL ends; NULL: none      */
	int64_t first, last; /* seconds since 1970; other times are not compared */
	mode_t modes;        /* permission bits, of 07777                        */
	int nanoseconds;     /* of times, too                                    */
	int no_sockets;      /* the copy has none                                */
	int no_links;        /* hard links are files of their own there          */
	int no_bytes;        /* of files: sizes only                             */
};

/* One entry of the view and its copy: type, mode, owner, time, device, link target,
 * attributes, bytes.  0, or -EBADMSG after fail(). */
int compare_entry(struct sl_job *, const struct compare *, const char *view,
		  const char *copy);

/* Every entry of the view, with its hard links, and that the copy has no others.  0, or
 * -EBADMSG or another -errno after fail(). */
int compare_trees(struct sl_job *, const struct compare *, const char *view,
		  const char *copy);

#endif
