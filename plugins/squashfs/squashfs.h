/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/squashfs.h - what the files of this plugin share.
 */
#ifndef SQUASHFS_SQUASHFS_H
#define SQUASHFS_SQUASHFS_H

#include <stateless/plugin.h>

#include <sys/stat.h>

#define SQUASHFS_OUTPUT "root.squashfs"

enum { SQUASHFS_PATH = 4096 };

extern const struct sl_option squashfs_options[];

/* Hooks of the packimage table. */
int squashfs_pack(struct sl_job *, void *self);
int squashfs_root(struct sl_job *, void *self);
int squashfs_verify(struct sl_job *, void *self);

/* What a node's kernel sets aside at mount for every possible CPU, in bytes. */
uint64_t squashfs_per_cpu(const char *compression, uint64_t block);

/* "FOLDER/NAME" into path (SQUASHFS_PATH bytes): 0, or -ENAMETOOLONG after fail(). */
int squashfs_join(struct sl_job *, char *path, const char *folder, const char *name);

/* scan.c: what of a tree needs attention. */
struct squashfs_scan {
	uint64_t entries;  /* all, with the root itself                             */
	uint64_t acls;     /* entries with POSIX ACLs, which squashfs cannot hold    */
	uint64_t newlines; /* names and targets that no listing can show             */
	uint64_t times;    /* entries with a time that squashfs cannot hold          */
	char **capable;    /* paths of files with capabilities, below the tree       */
	size_t n_capable;
	char first_acl[SQUASHFS_PATH];  /* path of one of them                          */
	char first_time[SQUASHFS_PATH]; /* of one with such a time                      */
};

int squashfs_scan(struct sl_job *, const char *tree, struct squashfs_scan *);
void squashfs_scan_fini(struct squashfs_scan *);

/* listing.c: compares lines of `unsquashfs -lln` with the view. */
struct squashfs_listing {
	const char *tree;
	uint64_t entries;              /* that were listed, and equal */
	char wrong[2 * SQUASHFS_PATH]; /* the first difference, or "" */
};

void squashfs_listing_line(void *listing, const char *line);

#endif
