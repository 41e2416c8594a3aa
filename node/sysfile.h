/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/sysfile.h - small files of the kernel and of ours; time; randomness.
 */
#ifndef NODE_SYSFILE_H
#define NODE_SYSFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads what fits and ends it with NUL; a newline at the end is cut off.  The length, or
 * -errno. */
ssize_t sysfile_read(const char *path, char *text, size_t room);

/* Reads all of it, at most `most` bytes, into memory that the caller frees; one NUL is
 * added.  0 or -errno. */
int sysfile_load(const char *path, size_t most, char **text, size_t *n);

/* Writes to a file that is there (as of /proc and /sys). */
int sysfile_set(const char *path, const char *text);

/* Makes or replaces a file and the folders it lies in. */
int sysfile_write(const char *path, mode_t mode, const void *data, size_t n);
int sysfile_write_all(int fd, const void *data, size_t n);
int sysfile_copy(const char *from, const char *to, mode_t mode);
int sysfile_link(const char *target, const char *path);

/* The folder and its parents, 0755. */
int sysfile_make_folders(const char *path);

int64_t clock_ms(void); /* since the kernel's start, sleep included */
void clock_sleep(int ms);
uint32_t random_below(uint32_t bound); /* 0 .. bound-1; bound > 0 */

#endif
