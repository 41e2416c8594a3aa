/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/world/world.h - a small site to test with: configuration, packed images, nodes.
 *
 * What goes wrong here is said on standard error and ends the test.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "core/config/site.h"
#include "core/inventory/inventory.h"

/* Writes ROOT/PATH with its folders. */
void world_file(const char *root, const char *path, const char *text);

/* Defines the image and publishes a generation of it, of method squashfs: kernel, initrd
 * and root hold `salt`.  Needs stateless.conf, if any, to be there. */
void world_image(const char *root, const char *image, const char *arch, const char *salt);

/* Publishes one more generation of an image that is defined; that of squashfs, which is
 * the image's own method, as `current`. */
struct world_packed {
	const char *image, *arch, *method, *salt;
};
void world_pack(const char *root, const struct world_packed *);

/* ROOT's inventory, open; the caller closes it. */
struct inventory *world_inventory(const char *root);

/* attrs: "ip=10.1.0.1 mac=...", parted by blanks. */
void world_put(struct inventory *, enum object_type, const char *name, const char *attrs);

#endif
