/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/reports.h - reports of nodes: POST /status.
 */
#ifndef SERVE_REPORTS_H
#define SERVE_REPORTS_H

#include "exchange.h"
#include "wire/report.h"

enum reports_verdict {
	REPORTS_TAKEN,
	REPORTS_TOO_LARGE, /* more than WIRE_REPORT_MOST bytes       */
	REPORTS_MALFORMED, /* not a report                           */
	REPORTS_FOREIGN    /* about a node that has another address  */
};

/* Judges text that came from `client`.  The report is filled for REPORTS_TAKEN and
 * REPORTS_FOREIGN. */
enum reports_verdict reports_judge(const struct peers *, const struct in6_addr *client,
				   const char *text, size_t n, struct wire_report *);

/* Answers a POST whose whole body is there. */
enum MHD_Result reports_answer(struct exchange *, struct MHD_Connection *,
			       const char *text, size_t n);

#endif
