/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/filelist.h - what an overlay puts where: the filelists of MPSS 3.
 *
 * Grammar: that of Linux's usr/gen_init_cpio.c, as MPSS's libmpssconfig/genfs.c reads it,
 * words parted by blanks:
 *
 *   dir   PATH MODE UID GID
 *   file  PATH SOURCE MODE UID GID     SOURCE is below the overlay's folder
 *   slink PATH TARGET MODE UID GID
 *   nod   PATH MODE UID GID c|b MAJOR MINOR
 *   pipe  PATH MODE UID GID            and sock
 *
 * '#' begins a comment, in the first column; empty lines say nothing.  micctrl takes other
 * lines for comments too, and puts garbage in the card's tree for wrong ones: here any line
 * that is not of the grammar is an error.
 */
#ifndef MIC_FILELIST_H
#define MIC_FILELIST_H

#include <stateless/plugin.h>

#include <sys/types.h>

struct filelist_entry {
	const char *path;   /* without the slash in front                    */
	const char *source; /* of a file, else NULL                          */
	const char *target; /* of a link, else NULL                          */
	mode_t mode;        /* with the type                                 */
	uid_t uid;
	gid_t gid;
	unsigned major, minor; /* of a device                                */
	unsigned line;
};

/* Called in the order of the lines; texts last as long as the call.  0 or -errno, which
 * ends the reading. */
typedef int filelist_visit(void *arg, const struct filelist_entry *);

/* name: what messages call it, "FILE:LINE: ...".  The text is not changed.  0, or -errno
 * after fail(): -EINVAL for a wrong line. */
int filelist_parse(struct sl_job *, const char *name, const char *text, filelist_visit *,
		   void *arg);

/* Is it plain: not empty, not absolute, without "", "." and ".." between slashes? */
int filelist_is_plain(const char *path);

#endif
