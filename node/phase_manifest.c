/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_manifest.c - what the generation is made of: fetched, verified, read.
 */
#include "fetch.h"
#include "memory.h"
#include "phases.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MANIFEST_MOST = 8 << 20 /* bytes */ };

/* What is needed is known now: better a clear word than a kernel that runs out of memory
 * in the middle of the transfer, or an hour later. */
static int check_memory(struct node *node)
{
	const struct wire_manifest *manifest = &node->manifest;
	unsigned cpus = cpus_possible();
	uint64_t need = wire_manifest_need(manifest, cpus);
	uint64_t system = wire_manifest_system(manifest);
	struct memory memory;

	memory_read(&memory);
	node->report.cpus = cpus;
	node->report.memory_total = memory.total;
	if (need <= memory.available)
		return 0;
	return console_fail(
		&node->console, ENOMEM,
		"image %s needs %" PRIu64 " MB of memory (%" PRIu64
		" MB for its root with %u possible CPUs, %" PRIu64 " MB for the "
		"system); this node has %" PRIu64 " MB available of %" PRIu64 " MB",
		manifest->image, need / 1000000, (need - system) / 1000000, cpus,
		system / 1000000, memory.available / 1000000, memory.total / 1000000);
}

int phase_manifest(struct node *node)
{
	struct fetch fetch = { .name = "manifest",
			       .sha256 = node->words.digest,
			       .most = MANIFEST_MOST };
	struct wire_report *report = &node->report;
	char *text, wrong[128];
	size_t n;
	int rc = fetch_small(node, &fetch, &text, &n);

	if (rc < 0)
		return rc;
	rc = wire_manifest_read(text, n, &node->manifest, wrong, sizeof(wrong));
	free(text);
	if (rc < 0)
		return console_fail(&node->console, -rc,
				    "the manifest of %s cannot be read: %s",
				    node->words.root, wrong);
	snprintf(report->image, sizeof(report->image), "%s", node->manifest.image);
	snprintf(report->method, sizeof(report->method), "%s", node->manifest.method);
	return check_memory(node);
}
