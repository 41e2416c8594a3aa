/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/digest.h - SHA-256 of what was fetched.
 */
#ifndef NODE_DIGEST_H
#define NODE_DIGEST_H

#include <stddef.h>

/* Is the SHA-256 of these bytes the one of 64 lower-case hex digits? */
int digest_is(const void *data, size_t n, const char *hex);

#endif
