/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/record.h - what the inventory keeps of a run.
 */
#ifndef BOOT_RECORD_H
#define BOOT_RECORD_H

#include "plan.h"

/* In one transaction: what changed nodes are to be, with their files of now and of
 * before, not applied.  Whatever ends us, a later run knows what there is to finish. */
int record_wanted(struct plan *) MUST_CHECK;

/* The files of record_wanted() are on disk, those of before gone. */
int record_applied(struct plan *) MUST_CHECK;

/* In the caller's change: the recorded states stay, their files are due. */
int record_due(struct plan *) MUST_CHECK;

#endif
