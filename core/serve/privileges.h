/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/privileges.h - giving up what a process that reads the network must not
 * have.
 */
#ifndef SERVE_PRIVILEGES_H
#define SERVE_PRIVILEGES_H

#include "core/base/log.h"

#include <sys/types.h>

struct identity {
	bool change; /* false: stay who we are */
	uid_t uid;
	gid_t gid;
};

/* Whom to become: `user` by name; NULL: nobody for root, else nothing changes.  0 or
 * -errno, said: no such user, or only root can become another. */
int privileges_plan(struct log *, const char *user, struct identity *) MUST_CHECK;

/* Becomes it for good (no groups, no capabilities, none to be had by exec).  Call it
 * while the process has one thread. */
int privileges_drop(struct log *, const struct identity *) MUST_CHECK;

/* Raises the limit of open files to `wanted` or as far as allowed; returns the limit. */
unsigned privileges_open_files(unsigned wanted);

#endif
