/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar_pax.h - extended headers of archives: records "LENGTH KEYWORD=VALUE\n".
 */
#ifndef NODE_UNTAR_PAX_H
#define NODE_UNTAR_PAX_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
	UNTAR_PATH = 4096,
	UNTAR_RECORDS = 1 << 20, /* bytes of one header */
	UNTAR_ATTRIBUTE = 256    /* of its name, XATTR_NAME_MAX and a NUL */
};

/* What a header says of the next entry; has: which numbers it names. */
struct untar_pax {
	char path[UNTAR_PATH], target[UNTAR_PATH]; /* "": not said */
	char sparse_path[UNTAR_PATH];
	int has_bytes, has_uid, has_gid, has_time, has_major, has_minor, has_size;
	uint64_t bytes, uid, gid, device_major, device_minor;
	uint64_t size;                  /* of a file with holes */
	int sparse_major, sparse_minor; /* 0, 0: no such file */
	struct timespec time;
};

/* Reads all records.  0, or -EINVAL. */
int untar_pax_read(struct untar_pax *, const char *records, size_t n);

struct untar_attribute {
	char name
		[UNTAR_ATTRIBUTE]; /* as in xattr(7), or "SCHILY.acl.access", ".default" */
	const char *value;
	size_t n;
};

/* The next attribute among records that untar_pax_read() has taken; *at: 0 at first.
 * 1, or 0 when there are no more. */
int untar_pax_attribute(const char *records, size_t n, size_t *at,
			struct untar_attribute *);

/* Decimal digits and nothing else, at most 18: 0, or -EINVAL. */
int untar_decimal(const char *text, size_t n, uint64_t *number);

#endif
