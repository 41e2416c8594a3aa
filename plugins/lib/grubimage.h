/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubimage.h - a core image of GRUB 2, made of the modules that an image has.
 *
 * grub-mkimage(1) of this machine joins them: they are data to it.
 */
#ifndef LIB_GRUBIMAGE_H
#define LIB_GRUBIMAGE_H

#include <stateless/plugin.h>

struct grubimage {
	const char *const *places; /* folders of the tree that may have the modules; NULL
				    * ends */
	const char *format;        /* as grub-mkimage -O calls it                     */
	const char *prefix;        /* where it looks for grub.cfg                     */
	const char *modules;       /* with blanks between them                        */
	const char *name;          /* of the loader in the generation                 */
};

/* Hands the core image to the generation.  1: done, 0: the tree has no such modules, or
 * -errno, said. */
int grubimage_make(struct sl_job *, const struct grubimage *);

#endif
