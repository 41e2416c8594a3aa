/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/readonly/litefile.h - the list of paths that a read-only root lets a node write to.
 *
 *   PATH [OPTION]               a line; a folder's path ends with a slash
 *   "IMAGE","PATH","OPTION"...  a row of xCAT's table, as `tabdump litefile` prints it;
 *                               IMAGE is this image's name, ALL or empty, or the row is
 *                               another image's
 *   # comment                   also after blanks
 *
 * OPTION is, as in xCAT: nothing, tmpfs, tmpfs,rw, link or rw (a copy in memory);
 * persistent or link,persistent; ro or link,ro; con or link,con.  localdisk and micmount
 * are refused.  Source: xCAT's documentation of the tables litefile and litetree.
 */
#ifndef READONLY_LITEFILE_H
#define READONLY_LITEFILE_H

#include <stateless/plugin.h>

#include <stddef.h>

struct lite {
	char *path; /* absolute, without a slash at its end */
	int is_folder;
	uint32_t how;  /* enum sl_writable_how */
	unsigned line; /* 0: not of a file */
};

/* Start with { 0 }. */
struct litefile {
	struct lite *v; /* by path: a folder before what is in it */
	size_t n, room;
};

/* Reads the file's text (n bytes) and adds its entries; `file` is for messages.  Of one
 * path, the later entry counts.  0; -EINVAL or -ENOMEM after fail(), with file and line. */
int litefile_read(struct sl_job *, const char *file, const char *text, size_t n,
		  struct litefile *);

/* Refuses what cannot be mounted: con on a folder; something below a file or below a path
 * that is con; a path that is not persistent below one that is.  0, or -EINVAL after
 * fail(). */
int litefile_check(struct sl_job *, const char *file, const struct litefile *);

void litefile_fini(struct litefile *);

#endif
