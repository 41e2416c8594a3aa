/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/worker.h - a process with a mount and a PID namespace of its own.
 */
#ifndef JOB_WORKER_H
#define JOB_WORKER_H

#include "core/base/log.h"

#include <stdbool.h>

/* What the worker tells its parent: memory that both share. */
struct worker_note {
	char plugin[64], hook[32]; /* whose code runs; "" outside of plugins */
	int rc;
	int done;
};

void worker_note_hook(struct worker_note *, const char *plugin, const char *hook);

/* Runs work(arg) in the worker (mounts are slaves of the host's, /proc is its own).
 * Whatever ends it, nothing of it runs and nothing stays mounted.  Returns what work
 * returned (0 or -errno), -ECANCELED once stop() became true (NULL: never asked), or -EIO
 * after saying which plugin's hook it died in, and of what. */
int worker_run(struct log *, int (*work)(void *arg, struct worker_note *note), void *arg,
	       bool (*stop)(void)) MUST_CHECK;

#endif
