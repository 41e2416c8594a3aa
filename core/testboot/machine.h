/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/machine.h - the emulated node.
 */
#ifndef TESTBOOT_MACHINE_H
#define TESTBOOT_MACHINE_H

#include "testboot.h"

#include "core/job/worker.h"

#include <sys/types.h>

struct machine {
	const struct testboot_request *request;
	const struct plugin *platform;
	const char *firmware;     /* of firmware_choose() */
	const char *folder;       /* for its console, firmware variables, and the
			     * socket `port` of the virtio port that runs commands */
	struct worker_note *note; /* of the worker that boots it */
	char *console;            /* file */
	struct strv argv;
};

/* Asks the platform's plugin for the emulator, and adds memory, CPUs, accelerator, serial
 * line, network and the port. */
int machine_plan(struct log *, struct machine *) MUST_CHECK;

/* Its pid, or -errno. */
pid_t machine_start(struct log *, const struct machine *) MUST_CHECK;

/* Says the last lines of the console, made harmless for a terminal. */
void machine_say_console(struct log *, const struct machine *);
void machine_fini(struct machine *);

#endif
