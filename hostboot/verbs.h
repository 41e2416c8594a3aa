/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/verbs.h - what is asked of the agent: plans run, states told.
 */
#ifndef HOSTBOOT_VERBS_H
#define HOSTBOOT_VERBS_H

#include "agent.h"

#include <stdbool.h>

struct request {
	const char *plans; /* folder with NAME.plan, NAME.reset, NAME.shutdown */
	const char *verb;  /* "run", "status", "boot", "reset", "shutdown" */
	const char *const *names;
	bool dry_run, json;
};

/* Exit statuses, as the other programs have them. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG = 2, EXIT_SOME = 3 };

bool verb_is_known(const char *verb);

/* One process per device, so that the devices of a host start side by side.  Returns an
 * exit status; what failed was said. */
int verb_do(struct agent *, const struct request *);

#endif
