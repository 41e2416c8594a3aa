/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_leave.c - what the running system finds in /run.
 */
#include "inroot.h"
#include "phases.h"
#include "sysfile.h"
#include "units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static void put_file(struct node *node, const char *path, const char *text)
{
	int rc = sysfile_write(path, 0644, text, strlen(text));

	if (rc < 0)
		console_say(&node->console, "cannot write %s: %s", path, strerror(-rc));
}

static void put_line(struct node *node, const char *path, const char *text)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s\n", text);
	put_file(node, path, line);
}

static void put_phases(struct node *node)
{
	const struct wire_report *report = &node->report;
	char text[WIRE_PHASES * 64];
	size_t n = 0;

	for (size_t i = 0; i < report->n_phases; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s %" PRIu64 "\n",
				      report->phases[i].name, report->phases[i].ms);
	put_file(node, NODE_FOLDER "/phases", text);
}

/* `up` adds what it measures. */
static void put_memory(struct node *node)
{
	const struct wire_manifest *manifest = &node->manifest;
	char text[256];

	snprintf(text, sizeof(text),
		 "resident %" PRIu64 "\nper_cpu %" PRIu64 "\npeak %" PRIu64 "\n",
		 manifest->resident, manifest->per_cpu, manifest->peak);
	put_file(node, NODE_FOLDER "/memory", text);
}

static void put_report(struct node *node)
{
	char text[WIRE_REPORT_MOST];

	snprintf(node->report.state, sizeof(node->report.state), "booting");
	node->report.error[0] = '\0';
	if (wire_report_write(&node->report, text, sizeof(text)) > 0)
		put_file(node, NODE_FOLDER "/report", text);
}

static void put_program(struct node *node)
{
	int rc = sysfile_copy("/proc/self/exe", NODE_FOLDER "/up", 0755);

	if (rc == 0)
		rc = units_write(node->is_writable ? node->root : NULL, node->has_policy);
	if (rc < 0)
		console_say(&node->console,
			    "cannot leave the program that reports this node up: %s",
			    strerror(-rc));
}

/* The image's own name is everybody's.  Over a root that cannot be written to, ours is
 * laid by a bind mount. */
static void put_hostname(struct node *node)
{
	char line[sizeof(node->words.node) + 1], path[64];
	int rc;

	snprintf(line, sizeof(line), "%s\n", node->words.node);
	if (node->is_writable) {
		rc = inroot_write(node->root, "/etc/hostname", 0644, line);
	} else {
		put_file(node, NODE_FOLDER "/hostname", line);
		snprintf(path, sizeof(path), "%s/etc/hostname", node->root);
		rc = mount(NODE_FOLDER "/hostname", path, NULL, MS_BIND, NULL) == 0
			     ? 0
			     : -errno;
	}
	if (rc < 0)
		console_say(&node->console, "cannot set the image's /etc/hostname: %s",
			    strerror(-rc));
}

int phase_leave(struct node *node)
{
	put_line(node, NODE_FOLDER "/image", node->manifest.image);
	put_line(node, NODE_FOLDER "/generation", node->words.digest);
	if (node->words.status[0])
		put_line(node, NODE_FOLDER "/status", node->words.status);
	wire_report_phase(&node->report, "init", (uint64_t)clock_ms());
	put_phases(node);
	put_memory(node);
	put_report(node);
	put_program(node);
	put_hostname(node);
	return 0;
}
