/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/removetree.h - a file or folder taken away with all that is in it.
 */
#ifndef NODE_REMOVETREE_H
#define NODE_REMOVETREE_H

/* Removes `name` in the folder; links are removed, never followed.  0, also where there is
 * none, or -errno. */
int removetree(int folder, const char *name);

#endif
