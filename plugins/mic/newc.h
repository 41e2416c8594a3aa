/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/newc.h - cpio archives of the form newc, as kernels unpack them at their start.
 *
 * Format: Documentation/driver-api/early-userspace/buffer-format.rst of Linux.  An entry is
 * "070701" and 13 numbers of 8 hex digits, the name with its NUL, and the bytes; name and
 * bytes each end at a multiple of 4.  Several archives may follow one another, with zeros
 * between them; each begins at a multiple of 4 or the kernel gives up ("broken padding").
 */
#ifndef MIC_NEWC_H
#define MIC_NEWC_H

#include <stddef.h>
#include <stdint.h>

enum {
	NEWC_HEADER = 110, /* bytes of a header                                      */
	NEWC_ALIGN = 4,
	NEWC_BLOCK = 512, /* archives end at a multiple of it                       */
	NEWC_NAME = 4096, /* bytes of a name with its NUL, and of a link's target   */
	NEWC_INO = 721,   /* first inode number: that of Linux's gen_init_cpio      */
	NEWC_DEV_MAJOR = 3,
	NEWC_DEV_MINOR = 1 /* likewise                                               */
};

struct newc_entry {
	const char *path; /* as the archive has it                              */
	uint32_t ino, mode, uid, gid, nlink, mtime, size;
	uint32_t dev_major, dev_minor, rdev_major, rdev_minor;
	const unsigned char *data; /* `size` bytes; the reader's only           */
	unsigned archive;          /* which of the stream's, from 0; likewise   */
};

/* Start with { .data = ..., .n = ... }, which must stay as long as its entries. */
struct newc_reader {
	const unsigned char *data;
	size_t n, at;     /* at: where the next header, or the one in error, is */
	unsigned archive; /* ended so far                                       */
	int inside;       /* an archive has begun and not ended                 */
	const char *why;  /* after an error, in words                           */
};

/* The next entry: 1; 0 at the end of the last archive; -EBADMSG with `why`. */
int newc_read(struct newc_reader *, struct newc_entry *);

/* put(): all the bytes, or -errno after saying why, which the functions below return.
 * Start with { .put = ..., .arg = ... }. */
struct newc_writer {
	int (*put)(void *arg, const void *data, size_t n);
	void *arg;
	uint64_t at; /* bytes put so far */
};

/* Header and name; `size` bytes must follow by newc_write(), then newc_pad(). */
int newc_write_entry(struct newc_writer *, const struct newc_entry *);
int newc_write(struct newc_writer *, const void *data, size_t n);
/* Zeros up to a multiple of the unit, which is at most NEWC_BLOCK. */
int newc_pad(struct newc_writer *, unsigned unit);
/* The trailer, and zeros up to NEWC_BLOCK. */
int newc_write_end(struct newc_writer *);

#endif
