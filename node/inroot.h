/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/inroot.h - files of the new root, reached as its own processes reach them.
 */
#ifndef NODE_INROOT_H
#define NODE_INROOT_H

#include <stddef.h>
#include <sys/types.h>

/* Each runs in a child that has changed its root: a link of the image that says /etc
 * means the image's /etc. */
int inroot_is_program(const char *root, const char *path);
int inroot_is_missing(const char *root, const char *path); /* or empty */
int inroot_write(const char *root, const char *path, mode_t mode, const char *text);
int inroot_link(const char *root, const char *target, const char *path);

/* Runs anything there; what it returns (0 or -errno) is the result.  Memory that it is to
 * fill must be shared with it. */
int inroot_run(const char *root, int (*run)(void *arg), void *arg);

#endif
