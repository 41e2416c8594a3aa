/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/host.h - the table of functions that plugins are handed.
 */
#ifndef JOB_HOST_H
#define JOB_HOST_H

#include <stateless/plugin.h>

const struct sl_host *host_table(void);

#endif
