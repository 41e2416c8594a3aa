/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubimage.h - a core image of GRUB 2, made of the modules that an image has.
 *
 * grub-mkimage(1) of this machine joins them: they are data to it.
 */
#ifndef LIB_GRUBIMAGE_H
#define LIB_GRUBIMAGE_H

#include <stateless/plugin.h>

#define GRUBIMAGE_MODULES "grub-modules" /* the copied modules' folder, in SL_WORK */

struct grubimage {
	const char *const *places; /* folders of the tree that may have the modules; NULL
				    * ends */
	const char *format;        /* as grub-mkimage -O calls it                     */
	const char *prefix;        /* where it looks for grub.cfg                     */
	const char *modules;       /* with blanks between them                        */
	const char *name;          /* of the loader in the generation                 */
	const char *early;         /* a file of commands that it begins with, or NULL */
	const char *memdisk;       /* an archive of tar that it carries, or NULL      */
};

/* Copies the modules out of the tree.  1: done, 0: the tree has none, or -errno, said. */
int grubimage_copy(struct sl_job *, const struct grubimage *);

/* Joins the copied ones, and hands the core image to the generation.  0 or -errno, said. */
int grubimage_join(struct sl_job *, const struct grubimage *);

/* Both: 1, 0 or -errno as grubimage_copy(). */
int grubimage_make(struct sl_job *, const struct grubimage *);

#endif
