/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/filedata.h - the bytes of a regular file, copied the cheapest way there is.
 */
#ifndef BASE_FILEDATA_H
#define BASE_FILEDATA_H

#include "mem.h"

/* Fills the empty file `out` (open for writing) with what `in` (open for reading) holds:
 * by a reflink (FICLONE) where the file system shares blocks, else by copy_file_range(2),
 * else by reading and writing.  Holes stay holes.  0 or -errno; says nothing. */
int filedata_copy(int in, int out) MUST_CHECK;

#endif
