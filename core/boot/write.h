/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/write.h - the changes of a run, brought to disk.
 */
#ifndef BOOT_WRITE_H
#define BOOT_WRITE_H

#include "changes.h"

/* Writes what differs and removes what is to go.  Each file appears by a rename after its
 * bytes are on disk, and all of it is on disk when this returns 0.  Else -errno, said:
 * some files are new then, none is half-written. */
int write_changes(struct log *, const struct site *, const struct changes *) MUST_CHECK;

#endif
