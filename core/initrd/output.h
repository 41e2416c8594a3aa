/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/output.h - the file an initrd is written to, compressed or not.
 */
#ifndef INITRD_OUTPUT_H
#define INITRD_OUTPUT_H

#include "core/base/log.h"

#include <stdbool.h>
#include <stddef.h>

struct output;

/* Makes a new file (over an old one).  xz: what is written is compressed as the kernel's
 * xz decoder takes it: CRC32 or no check at all (Documentation/staging/xz.rst), where
 * libarchive writes CRC64.  NULL after saying why not. */
struct output *output_open(struct log *, const char *path, bool xz);

/* 0 or -errno, not said. */
int output_write(struct output *, const void *data, size_t n) MUST_CHECK;

/* Ends the file and frees the output.  rc: what went before; a negative one (said by the
 * caller) removes the file and is returned. */
int output_close(struct log *, struct output *, int rc) MUST_CHECK;

#endif
