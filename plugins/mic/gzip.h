/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/gzip.h - files of gzip (RFC 1952), and files in memory.
 */
#ifndef MIC_GZIP_H
#define MIC_GZIP_H

#include <stateless/plugin.h>

/* A file, mapped; ended by map_close(). */
struct mapped {
	const unsigned char *data; /* never NULL */
	size_t n;
};

/* 0, or -errno: nothing is said. */
int map_open(int fd, struct mapped *);
void map_close(struct mapped *);

/* Unpacks all members of the gzip file `fd` into a new file; `name` is for messages.  0, or
 * -errno after fail(): -EBADMSG when it is no gzip file or a damaged one. */
int gzip_unpack(struct sl_job *, int fd, const char *name, const char *to);

struct gzip_writer;

/* One member, without name and time: equal bytes give equal files.  level: 1 to 9.  NULL
 * after fail(). */
struct gzip_writer *gzip_open(struct sl_job *, const char *to, int level);
int gzip_write(struct gzip_writer *, const void *data, size_t n);
/* Ends the file; rc: what went before.  Returns that, or -errno after fail(). */
int gzip_close(struct gzip_writer *, int rc);

#endif
