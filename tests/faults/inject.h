/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/faults/inject.h - what the driver of the faults and the preloaded library share.
 */
#ifndef TESTS_FAULTS_INJECT_H
#define TESTS_FAULTS_INJECT_H

#include <stdint.h>

/* tests/faults/injector.py has the same order. */
enum fault_class {
	FAULT_WRITE,
	FAULT_RENAME,
	FAULT_LINK, /* and every other entry of a folder that comes or goes */
	FAULT_MOUNT,
	FAULT_SYNC,
	FAULT_CLASSES
};

enum fault_action {
	FAULT_NONE,  /* only count */
	FAULT_FAIL,  /* the call fails with `error` */
	FAULT_KILL,  /* everything ends there by SIGKILL */
	FAULT_SIGNAL /* the process group gets the signal `error` */
};

struct fault {
	uint32_t class, action, error, wants_end;
	uint64_t at; /* which call of the class, from 1 */
	uint64_t count[FAULT_CLASSES];
};

#endif
