/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/watch.c - waits for the node's own word that it is up.
 */
#include "watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* What is known of the node so far. */
struct sight {
	struct wire_report report;
	bool reported;
	char last[64]; /* the last thing that it did, in words */
};

static int look(struct log *log, struct scene *scene, struct sight *sight)
{
	struct node_reports reports = { 0 };
	struct node_seens seens = { 0 };
	int rc = inventory_reports(log, scene->inventory, NULL, &reports);

	if (rc == 0)
		rc = inventory_seen(log, scene->inventory, NULL, &seens);
	for (size_t i = 0; i < seens.n && !sight->reported; i++)
		snprintf(sight->last, sizeof(sight->last), "it fetched its %s",
			 seens.v[i].phase);
	if (rc == 0 && reports.n &&
	    wire_report_read(reports.v[0].text, strlen(reports.v[0].text),
			     &sight->report) == 0)
		sight->reported = true;
	if (sight->reported && sight->report.n_phases)
		snprintf(sight->last, sizeof(sight->last), "it had reached the phase %s",
			 sight->report.phases[sight->report.n_phases - 1].name);
	node_reports_fini(&reports);
	node_seens_fini(&seens);
	return rc;
}

static int give_up(struct log *log, const struct sight *sight, int err, const char *what)
{
	return log_fail(log, err, "%s: %s", what,
			sight->last[0]
				? sight->last
				: "it fetched nothing (no loader, kernel or initrd): "
				  "see dnsmasq.log with --keep");
}

int watch_until_up(struct log *log, struct scene *scene, pid_t emulator,
		   struct wire_report *report)
{
	int64_t until = log_now_ms() + (int64_t)scene->request->timeout_s * 1000;
	struct sight sight = { 0 };

	for (;;) {
		int rc = look(log, scene, &sight);

		*report = sight.report;
		if (rc < 0)
			return rc;
		if (sight.reported && strcmp(sight.report.state, "up") == 0)
			return 0;
		if (sight.reported && strcmp(sight.report.state, "failed") == 0)
			return log_fail(log, EIO, "the node failed: %s (%s)",
					sight.report.error, sight.last);
		if (scene->request->stop && scene->request->stop())
			return -ECANCELED;
		if (waitpid(emulator, NULL, WNOHANG) != 0)
			return give_up(log, &sight, EIO,
				       "the node switched itself off or restarted");
		if (log_now_ms() > until)
			return give_up(log, &sight, ETIMEDOUT,
				       "the node did not come up in time");
		log_progress(log, sight.last[0] ? sight.last : "waiting for the node", 0,
			     0);
		rc = server_wait(log, scene->server, 200);
		if (rc < 0)
			return rc;
	}
}
