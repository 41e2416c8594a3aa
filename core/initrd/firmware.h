/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/firmware.h - the firmware files of a tree, found as the kernel finds them.
 */
#ifndef INITRD_FIRMWARE_H
#define INITRD_FIRMWARE_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

struct firmware {
	char *name; /* as the kernel asks for it: below /lib/firmware         */
	char *path; /* in the tree, perhaps with a suffix of a compression    */
};

/* Start with { 0 }.  No name is there twice. */
struct firmware_list {
	struct firmware *v;
	size_t n, room;
};

/* Adds what module's "firmware=" says: a name, or a pattern whose last part or parts hold
 * wildcards.  Looked up in lib/firmware/{updates/KERNEL,updates,KERNEL,.}, each with no
 * suffix, .zst, .xz, in that order (drivers/base/firmware_loader/main.c).  Returns false
 * when the tree has none. */
bool firmware_find(int tree, const char *kernel, const char *wanted,
		   struct firmware_list *);

void firmware_fini(struct firmware_list *);

#endif
