/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/nfs.h - what the files of this plugin share.
 *
 * A generation of this method is its folder `root`, a tree that is exported and never
 * changed, and rootimg.nfs, the list of all that is in it with every digest.
 */
#ifndef NFS_NFS_H
#define NFS_NFS_H

#include <stateless/plugin.h>

#include <sys/stat.h>

#define NFS_LIST       "rootimg.nfs"
#define NFS_ROOT       "root"
#define NFS_ATTRIBUTES "rootimg.nfs.attributes"

enum { NFS_PATH = 4096 };

extern const struct sl_option nfs_options[];

/* Hooks of the packimage table. */
int nfs_pack(struct sl_job *, void *self);
int nfs_verify(struct sl_job *, void *self);
int nfs_root(struct sl_job *, void *self);
int nfs_serve(struct sl_job *, void *self);

/* "FOLDER/NAME" into path (NFS_PATH bytes): 0, or -ENAMETOOLONG after fail(). */
int nfs_join(struct sl_job *, char *path, const char *folder, const char *name);

/* exports.c: writes SL_STATE/exports, for exports(5), and SL_STATE/ganesha.conf, for
 * nfs-ganesha: the folder with all images, read-only, to the inventory's networks. */
int nfs_write_exports(struct sl_job *);

#endif
