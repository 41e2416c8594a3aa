/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/filecopy.h - a copy of an open file.
 */
#ifndef LIB_FILECOPY_H
#define LIB_FILECOPY_H

/* Copies what is left of the file `in` into a file of this machine, 0600, that is made, or
 * emptied before.  0 or -errno; nothing is said. */
int filecopy(int in, const char *to);

#endif
