/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/range.h - the Range header of HTTP (RFC 9110, section 14).
 */
#ifndef SERVE_RANGE_H
#define SERVE_RANGE_H

#include <stdint.h>

enum range_kind {
	RANGE_WHOLE, /* no header, one that is malformed, or several ranges: all of it */
	RANGE_PART,
	RANGE_BEYOND /* nothing of the file lies in it: status 416 */
};

struct range {
	uint64_t first, bytes;
};

/* header: the value, or NULL.  size: of the file, in bytes.  The range is always filled;
 * {0, 0} for RANGE_BEYOND. */
enum range_kind range_parse(const char *header, uint64_t size, struct range *);

#endif
