/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/links.h - files that have several names.
 */
#ifndef LIB_LINKS_H
#define LIB_LINKS_H

#include <sys/stat.h>

struct links;

struct links *links_new(void); /* NULL: out of memory */
void links_free(struct links *);

/* 1: the file was found before, and *first is the name that it was found by, which links
 * owns; 0: it was not, or has one name alone; -ENOMEM. */
int links_find(struct links *, const struct stat *, const char *path, const char **first);

#endif
