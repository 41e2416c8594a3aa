/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/watch.h - waits for the node's own word that it is up.
 */
#ifndef TESTBOOT_WATCH_H
#define TESTBOOT_WATCH_H

#include "machine.h"
#include "scene.h"

#include "wire/report.h"

/* Waits until the node reports that it is up (0), that it failed, until the emulator
 * ends, or for request->timeout_s: then -errno, after saying which phase came last. */
int watch_until_up(struct log *, struct scene *, pid_t emulator,
		   struct wire_report *) MUST_CHECK;

#endif
