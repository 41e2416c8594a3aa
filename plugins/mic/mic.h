/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/mic.h - what the files of this plugin share.
 */
#ifndef MIC_MIC_H
#define MIC_MIC_H

#include "ramfs.h"

#include <stateless/plugin.h>

#include <sys/stat.h>

/* What is the card's, but no part of its root: the vendor's files, in the tree.  Packing
 * leaves the folder out. */
#define MIC_FOLDER   ".mic"
#define MIC_KERNEL   MIC_FOLDER "/kernel"
#define MIC_MAP      MIC_FOLDER "/System.map"
#define MIC_BASE     MIC_FOLDER "/base.cpio.gz"
#define MIC_PACKAGES MIC_FOLDER "/packages"

/* Files of a generation beside "kernel". */
#define MIC_INITRD  "initrd"      /* the root: one gzip stream                         */
#define MIC_SHARED  "shared.cpio" /* the same unpacked: a card's own files go behind   */
#define MIC_SYMBOLS "System.map"  /* of the kernel, where the image has it             */

extern const struct sl_genimage mic_genimage;
extern const struct sl_packimage mic_packimage;

/* Hooks of genimage.  configure() checks the tree too. */
int genimage_install(struct sl_job *, void *self);
int genimage_configure(struct sl_job *, void *self);

/* Hooks of packimage. */
int pack_make(struct sl_job *, void *self);
int pack_verify(struct sl_job *, void *self);

/* extract.c: what an archive has, put into the tree.  0, or -errno after fail(). */
int extract_ramfs(struct sl_job *, const struct ramfs *);

/* overlay.c: the overlays that the image names, in their order.  0, or -errno after
 * fail(). */
int overlay_apply_all(struct sl_job *);
/* One: `folder` with the list `list`, or all of it when that is NULL. */
int overlay_apply(struct sl_job *, const char *folder, const char *list);

/* packages.c: the payloads of the packages that the image names, and MIC_PACKAGES.  0, or
 * -errno after fail(). */
int packages_install(struct sl_job *);
/* add_package() for each package of MIC_PACKAGES. */
int packages_tell(struct sl_job *);

/* base.c: MIC_BASE of the tree, read.  The caller ends with ramfs_close() if it returned
 * 0; else -errno after fail(). */
int base_open(struct sl_job *, struct ramfs *);

/* view.c: every entry of the tree but MIC_FOLDER and the tree itself, a folder before what
 * is in it, names in the order of their bytes. */
struct view_file {
	char *path;
	struct stat st;
	size_t first, last; /* of its names: indexes of v */
	unsigned names;     /* in the view; 1: no hard links */
};

struct view {
	const char *tree;
	struct view_file *v;
	size_t n;
};

/* To be ended by view_close() if it returned 0; else -errno after fail(). */
int view_open(struct sl_job *, struct view *);
void view_close(struct view *);
/* Maps a file's bytes; ended by map_close().  0, or -errno after fail(). */
int view_map(struct sl_job *, const struct view *, const struct view_file *,
	     struct mapped *);
/* The target of a link, into NEWC_NAME bytes.  Its length, or -errno after fail(). */
int view_target(struct sl_job *, const struct view *, const struct view_file *,
		char *target);

/* differ.c: what of a file is not as the archive has it, in words; NULL: nothing.  *rc: 0,
 * or -errno after fail().  Times are not compared, and hard links by the first of their
 * names. */
const char *differ(struct sl_job *, const struct view *, const struct view_file *,
		   const struct ramfs *, const struct ramfs_file *, int *rc);

/* check.c: can a card start with this tree?  What is as the base has it is the vendor's
 * affair, and only warned about.  0, or -errno after fail(). */
int check_tree(struct sl_job *);

/* e_machine of the image's programs: of "k1om" and of "x86_64".  0: of neither. */
unsigned mic_machine(const char *arch);

#endif
