/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/report_doctor.h - the doctor's report, which init ends with, too.
 */
#ifndef CLI_REPORT_DOCTOR_H
#define CLI_REPORT_DOCTOR_H

#include "cli.h"

/* Opens the site, runs the checks and prints what they find.  Returns the exit status. */
int report_doctor(struct cli *);

#endif
