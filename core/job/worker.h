/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/worker.h - a process with a mount and a PID namespace of its own.
 */
#ifndef JOB_WORKER_H
#define JOB_WORKER_H

#include "core/base/log.h"

#include <stdbool.h>
#include <stdint.h>

/* Whose code runs; "" outside of plugins. */
struct worker_hook {
	char plugin[64], name[32];
	unsigned seconds; /* how long it may take; 0: without end */
	int64_t until_ms; /* log_now_ms() by when it must have ended; 0: none */
};

/* What the worker tells its parent: memory that both share. */
struct worker_note {
	struct worker_hook hook;
	int rc;
	int done;
};

/* A hook begins; nothing happens without a note. */
void worker_note_hook(struct worker_note *, const char *plugin, const char *hook,
		      unsigned seconds);

/* Runs work(arg) in the worker (mounts are slaves of the host's, /proc is its own).
 * Whatever ends it, nothing of it runs and nothing stays mounted.  Returns what work
 * returned (0 or -errno), -ECANCELED once stop() became true (NULL: never asked), -EIO
 * after saying which plugin's hook it died in, and of what, or -ETIMEDOUT after saying
 * which hook took too long. */
int worker_run(struct log *, int (*work)(void *arg, struct worker_note *note), void *arg,
	       bool (*stop)(void)) MUST_CHECK;

#endif
