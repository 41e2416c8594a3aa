/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/work.h - files of this machine that a job writes for its programs.
 *
 * Paths are absolute and below SL_WORK or SL_CACHE.  Every function that returns int
 * gives 0, or -errno after saying why.
 */
#ifndef LIB_WORK_H
#define LIB_WORK_H

#include "args.h"

/* "SL_WORK/NAME", which the caller frees; NULL after saying that memory is out. */
char *work_path(struct sl_job *, const char *name);

/* A folder that is there already is no error. */
int work_make_folder(struct sl_job *, const char *path);

int work_write(struct sl_job *, const char *path, const char *text);
int work_write_lines(struct sl_job *, const char *path, const struct args *lines);

/* The file's text, at most `most` bytes of it, which the caller frees; NULL with errno
 * when it cannot be read: nothing is said. */
char *work_read(const char *path, size_t most);

/* The same from a descriptor, which is closed; NULL for a negative one. */
char *work_read_fd(int fd, size_t most);

#endif
