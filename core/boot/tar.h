/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/tar.h - writes the archive of a node's files.
 *
 * POSIX.1-2017, pax: "pax Interchange Format".  An entry that fits is a plain ustar one;
 * a longer path or target has an extended header before it.  Owner and time are 0, so the
 * same entries are the same bytes.
 */
#ifndef BOOT_TAR_H
#define BOOT_TAR_H

#include "core/base/str.h"

/* Paths are relative, without a slash at either end; folders' too. */
void tar_add_file(struct str *tar, const char *path, unsigned mode, const void *data,
		  size_t bytes);
void tar_add_folder(struct str *tar, const char *path, unsigned mode);
void tar_add_link(struct str *tar, const char *path, const char *target);
void tar_end(struct str *tar);

#endif
