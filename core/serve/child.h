/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/child.h - processes of the server: forked, watched, ended.
 */
#ifndef SERVE_CHILD_H
#define SERVE_CHILD_H

#include "core/base/log.h"

#include <sys/types.h>

struct child {
	const char *name; /* "HTTP process"; borrowed */
	pid_t pid;        /* 0: none                  */
	int ready;        /* reads one byte when it is, or -1 */
};

struct child_work {
	const char *name;
	/* Its exit status.  Writes to `ready` (child_say_ready) when it works. */
	int (*run)(void *arg, int ready);
	void *arg;
	const int *keep; /* descriptors it needs besides 0, 1, 2; ended by -1 */
};

/* Forks.  All other descriptors are closed there; SIGINT and SIGHUP, which a terminal
 * sends to all of us, are the parent's matter.  0 or -errno, said. */
int child_start(struct log *, const struct child_work *, struct child *) MUST_CHECK;

void child_say_ready(int ready);

/* 0; -ECHILD when it ended first (its own message says why) or -ETIMEDOUT, both said. */
int child_wait_ready(struct log *, struct child *, int timeout_ms) MUST_CHECK;

/* True when it has ended; it is reaped then, and the reason said. */
bool child_has_ended(struct log *, struct child *);

/* Sends `number` (0: nothing), waits, after grace_ms SIGKILL.  Harmless without one. */
void child_stop(struct child *, int number, int grace_ms);

#endif
