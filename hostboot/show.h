/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/show.h - plans and states on standard output.
 */
#ifndef HOSTBOOT_SHOW_H
#define HOSTBOOT_SHOW_H

#include "agent.h"

#include <stdbool.h>

/* Each step with the files of this machine that it is about. */
void show_plan(const struct agent *, const char *name, const struct boot_plan *);

/* A line per device: its state, as the driver tells it now, and how the last run ended.
 * json: one array of objects with name, state, action, result, line and why; what is not
 * known is null. */
void show_states(const struct agent *, const struct strv *names,
		 const struct boot_plan *plans, bool json);

#endif
