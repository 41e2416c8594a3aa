/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/reporter.c - reports of a node under way.
 */
#include "reporter.h"
#include "http.h"

#include <stdio.h>
#include <string.h>

enum { POST_MS = 3000, LOST = 2 /* in a row, after which only failures are sent */ };

void reporter_send(struct node *node, const char *state, const char *error)
{
	char text[WIRE_REPORT_MOST];
	struct wire_report *report = &node->report;
	struct server server;
	const char *path;
	char why[HTTP_WHY];
	int n;

	snprintf(report->state, sizeof(report->state), "%s", state);
	snprintf(report->error, sizeof(report->error), "%s", error);
	if (!node->words.status[0] || !node->ip.client.family ||
	    (node->reports_lost >= LOST && strcmp(state, "failed") != 0))
		return;
	n = wire_report_write(report, text, sizeof(text));
	if (n < 0 || server_url(node->words.status, &server, &path) < 0) {
		console_say(&node->console, "sl.status=%s cannot be used",
			    node->words.status);
		return;
	}
	if (http_post(&server, path, text, (size_t)n, POST_MS, why) == 0) {
		node->reports_lost = 0;
		return;
	}
	node->reports_lost++;
	console_say(&node->console, "no report to %s: %s", node->words.status, why);
}
