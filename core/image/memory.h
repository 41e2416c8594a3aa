/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/memory.h - what a generation needs of a node's memory, before anything boots.
 *
 * The root's part is what its method said when it was packed; the system's is that of a
 * small one, as measured, and what the image's own kernel keeps for each CPU besides.
 */
#ifndef IMAGE_MEMORY_H
#define IMAGE_MEMORY_H

#include "generation.h"

/* Bytes, on a node with so many possible CPUs; UINT64_MAX where a sum is larger. */
struct image_memory {
	uint64_t root;    /* stays as long as the node runs                            */
	uint64_t per_cpu; /* of it, for each possible CPU                              */
	uint64_t booting; /* the most that the root takes until it is mounted          */
	uint64_t system;  /* kernel, init and services of a Debian with systemd and ssh */
	uint64_t resident; /* root and system: what cannot be dropped                   */
	uint64_t least; /* to be available where the node program starts, or it refuses */
};

void image_memory(const struct wire_manifest *, unsigned cpus, struct image_memory *);

/* The newest generation of each method that the image was packed by, in order of their
 * names.  With a reference that names a method or a generation, that one.  0 or -errno,
 * said; -ENOENT, said, when it was never packed. */
int image_memory_find(struct log *, const struct site *, const char *reference,
		      struct generations *) MUST_CHECK;

#endif
