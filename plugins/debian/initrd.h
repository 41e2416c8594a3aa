/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/initrd.h - the distribution's own initrd, for images that ask for it.
 */
#ifndef DEBIAN_INITRD_H
#define DEBIAN_INITRD_H

#include <stateless/plugin.h>

/* Runs the tree's builder (initramfs-tools or dracut) for the image's kernel and adds
 * what it made.  0, or -errno after saying why. */
int initrd_build(struct sl_job *, void *self);

#endif
