/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unpack.h - unpacks the archive of a node's files.
 */
#ifndef NODE_UNPACK_H
#define NODE_UNPACK_H

#include "untar.h"

/* Reads the whole archive, and only when all of it can be read, unpacks it below the
 * process's own root: the caller has changed it, so that no link leads out.  Files and
 * links replace what is there; a folder that is there stays as it is, a missing one is
 * made.  0, or -errno with the reason in why. */
int unpack(const char *data, size_t n, char why[UNTAR_WHY]);

#endif
