/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/unpack.h - files of a tree that may be compressed one by one.
 */
#ifndef INITRD_UNPACK_H
#define INITRD_UNPACK_H

#include "core/base/log.h"
#include "core/base/str.h"

/* Appends the file's bytes; those of NAME.gz, NAME.xz and NAME.zst are decompressed.
 * path: below the folder `tree`, whose links are followed inside it.  Says why a file
 * cannot be read, is damaged, or has more than 256 MiB. */
int unpack_read(struct log *, int tree, const char *path, struct str *out) MUST_CHECK;

#endif
