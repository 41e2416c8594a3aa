/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/checks.h - the checks, and what they share; for this folder only.
 *
 * A check says what it finds to doctor->log, as every function of the core does, or by
 * doctor_ok().  It goes on after what it finds wrong.
 */
#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

#include "doctor.h"

#include <sys/statvfs.h>

void doctor_check_configuration(struct doctor *); /* first: fills images, used, archs */
void doctor_check_programs(struct doctor *);
void doctor_check_folders(struct doctor *);
void doctor_check_inventory(struct doctor *);
void doctor_check_generations(struct doctor *);
void doctor_check_packing(struct doctor *);
void doctor_check_testboot(struct doctor *);
void doctor_check_emulation(struct doctor *);
void doctor_check_dhcp(struct doctor *);
void doctor_check_servers(struct doctor *);

void doctor_ok(struct doctor *, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* STATEDIR/inventory.db, opened; NULL, and nothing said, when there is none.  The caller
 * closes it. */
struct inventory;
struct inventory *doctor_inventory(struct doctor *);

/* Is there less left than 2 GB, or than 5 % of it all? */
bool folders_short(const struct statvfs *);

/* One line of a `programs` file: "NAME WHAT FOR", after a dash when only some jobs need
 * it.  Cuts `line`.  1; 0: nothing in it; -EINVAL. */
struct program {
	const char *name, *purpose;
	bool sometimes;
};
int program_read(char *line, struct program *);

#endif
