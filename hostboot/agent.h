/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/agent.h - carries boot plans out on a host.
 */
#ifndef HOSTBOOT_AGENT_H
#define HOSTBOOT_AGENT_H

#include "plan.h"

#include "node/servers.h"

#include <stdbool.h>

struct agent {
	struct log *log;
	const char *root;  /* "" or a folder that stands for "/" */
	const char *sysfs; /* what DEVICE of a plan is relative to */
	const char *work;  /* what FILE is relative to; records and locks lie here */
	struct servers servers;
};

enum { RECORD_WHY = 4096 };

/* How the last run of a device's plans ended.  result is "running", "done" or "failed". */
struct record {
	char *action, *result, *why; /* why: RECORD_WHY bytes of it */
	unsigned line; /* of the plan: the step that is being done or that failed */
};

/* Where a FILE or a DEVICE of a plan is on this machine; the caller frees it. */
char *agent_file(const struct agent *, const char *path);
char *agent_device(const struct agent *, const char *path);

/* Can this host do the plan at all?  Touches nothing.  0, or -EINVAL after saying why. */
int agent_check(const struct agent *, const char *name,
		const struct boot_plan *) MUST_CHECK;

/* Does the steps of a plan one by one and records where it is; a device has one run at a
 * time.  name: the device's; action: the verb.  0, or -errno after saying why. */
int agent_run(struct agent *, const char *name, const char *action,
	      const struct boot_plan *) MUST_CHECK;

/* Do plans of the device run now?  true, too, when that cannot be found out. */
bool agent_is_running(const struct agent *, const char *name);

/* The steps, each 0 or -errno after saying why.  Every one ends in bounded time. */
int step_fetch(const struct agent *, const struct step *) MUST_CHECK;
int step_join(const struct agent *, const struct step *) MUST_CHECK;
int step_gzip(const struct agent *, const struct step *) MUST_CHECK;
int step_link(const struct agent *, const struct step *) MUST_CHECK;
int step_wait(const struct agent *, const struct step *,
	      const struct strv *fail) MUST_CHECK;
int step_write(const struct agent *, const struct step *) MUST_CHECK;
int step_stream(const struct agent *, const struct step *) MUST_CHECK;

/* The last line of a device's file that is not empty, without the blanks around it: 0 and
 * the text (the caller frees it), or -errno, nothing said. */
int device_read(const char *path, char **line) MUST_CHECK;

/* 0; -ENOENT, not said, when the device was never run; another -errno after saying why.
 * To be given to record_fini() either way. */
int record_read(const struct agent *, const char *name, struct record *) MUST_CHECK;
int record_write(const struct agent *, const char *name,
		 const struct record *) MUST_CHECK;
void record_fini(struct record *);
#define CLEANUP_RECORD __attribute__((cleanup(record_fini)))

#endif
