/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/digest.h - SHA-256 (FIPS 180-4), by nettle.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "str.h"

#include <stdint.h>

#define DIGEST_HEX 64
#define DIGEST_CHUNK                                                                     \
	(4u                                                                              \
	 << 20) /* bytes; what a node verifies before it uses any of it               \
		    */

/* hex: DIGEST_HEX digits and a NUL. */
void digest_data(const void *data, size_t bytes, char hex[DIGEST_HEX + 1]);

/* Reads fd from its start.  chunks, if not NULL, gets one line of hex digits for each
 * DIGEST_CHUNK bytes.  Returns 0 or -errno. */
int digest_fd(int fd, char hex[DIGEST_HEX + 1], uint64_t *bytes,
	      struct str *chunks) MUST_CHECK;
int digest_file(const char *path, char hex[DIGEST_HEX + 1], uint64_t *bytes,
		struct str *chunks) MUST_CHECK;

#endif
