/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/up.c - reports that the node is up, and what it learned about itself.
 */
#include "up.h"
#include "console.h"
#include "hostkeys.h"
#include "http.h"
#include "memory.h"
#include "node.h"
#include "retry.h"
#include "sysfile.h"
#include "units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POST_MS = 10000 };

static int load_report(struct console *console, struct wire_report *report)
{
	char *text;
	size_t n;
	int rc = sysfile_load(NODE_FOLDER "/report", WIRE_REPORT_MOST, &text, &n);

	if (rc < 0)
		return console_fail(console, -rc,
				    "cannot read " NODE_FOLDER "/report: %s",
				    strerror(-rc));
	rc = wire_report_read(text, n, report);
	free(text);
	if (rc < 0)
		return console_fail(console, -rc, NODE_FOLDER "/report is damaged");
	return 0;
}

static void measure(struct wire_report *report)
{
	struct memory memory;
	char text[256], *old;
	size_t n;

	memory_read(&memory);
	report->memory_total = memory.total;
	report->memory_kept = memory_kept(&memory);
	report->cpus = cpus_possible();
	if (sysfile_load(NODE_FOLDER "/memory", sizeof(text) / 2, &old, &n) < 0)
		return;
	snprintf(text, sizeof(text), "%stotal %" PRIu64 "\nkept %" PRIu64 "\n", old,
		 report->memory_total, report->memory_kept);
	free(old);
	sysfile_write(NODE_FOLDER "/memory", 0644, text, strlen(text));
}

static int send_report(struct console *console, const char *text, size_t n)
{
	char url[512], why[HTTP_WHY];
	const char *path;
	struct server server;
	struct retry retry;

	if (sysfile_read(NODE_FOLDER "/status", url, sizeof(url)) <= 0)
		return 0; /* nobody wants to know */
	if (server_url(url, &server, &path) < 0)
		return console_fail(console, EINVAL, "sl.status=%s cannot be used", url);
	retry_init(&retry, 1, clock_ms());
	for (;;) {
		int rc = http_post(&server, path, text, n, POST_MS, why), ms;

		if (rc == 0)
			return 0;
		ms = retry_failed(&retry, clock_ms(), random_below(UINT32_MAX));
		if (ms < 0)
			return console_fail(console, -rc, "no report to %s: %s", url,
					    why);
		clock_sleep(ms);
	}
}

/* It lies in memory, and has nothing more to do; where a test boot may ask for something,
 * it has. */
static void leave_memory(void)
{
	if (access("/run/systemd/system/" UNITS_AGENT, F_OK) != 0)
		unlink(NODE_FOLDER "/up");
}

/* A server that is gone is no fault of this node: the unit does not fail for it. */
static int report_up(void)
{
	struct wire_report report;
	struct console console;
	char text[WIRE_REPORT_MOST];
	int n, rc = -EINVAL;

	console_init_stderr(&console);
	if (load_report(&console, &report) < 0)
		return EXIT_FAILURE;
	snprintf(report.state, sizeof(report.state), "up");
	wire_report_phase(&report, "up", (uint64_t)clock_ms());
	hostkeys_read(&report);
	measure(&report);
	n = wire_report_write(&report, text, sizeof(text));
	if (n > 0) {
		rc = send_report(&console, text, (size_t)n);
		sysfile_write(NODE_FOLDER "/report", 0644, text, (size_t)n);
	}
	sysfile_write(NODE_FOLDER "/reported", 0644, "", 0);
	if (rc == 0)
		leave_memory();
	return EXIT_SUCCESS;
}

int up_main(int argc, char **argv)
{
	if (argc == 1)
		return report_up();
	if (argc == 2 && strcmp(argv[1], "agent") == 0)
		return agent_main();
	fprintf(stderr, "usage: %s [agent]\n", argv[0]);
	return EXIT_FAILURE;
}
