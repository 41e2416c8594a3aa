/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/show.h - the node's own report, printed.
 */
#ifndef TESTBOOT_SHOW_H
#define TESTBOOT_SHOW_H

#include "machine.h"

#include "wire/report.h"

/* On standard output; with json as one object that is ended by show_end(). */
void show_report(const struct machine *, const struct wire_report *, int64_t host_ms);

#endif
