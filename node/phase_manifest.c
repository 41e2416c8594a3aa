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
	uint64_t need = manifest->peak, per_cpu, resident;
	unsigned cpus = cpus_possible();
	struct memory memory;

	if (__builtin_mul_overflow(manifest->per_cpu, (uint64_t)cpus, &per_cpu) ||
	    __builtin_add_overflow(manifest->resident, per_cpu, &resident))
		resident = UINT64_MAX;
	if (resident > need)
		need = resident;
	memory_read(&memory);
	node->report.cpus = cpus;
	node->report.memory_total = memory.total;
	if (need <= memory.available)
		return 0;
	return console_fail(&node->console, ENOMEM,
			    "image %s needs %" PRIu64 " MB of memory (%" PRIu64
			    " MB resident with %u possible CPUs, %" PRIu64
			    " MB while booting); this node has %" PRIu64
			    " MB available of %" PRIu64 " MB",
			    manifest->image, need / 1000000, resident / 1000000, cpus,
			    manifest->peak / 1000000, memory.available / 1000000,
			    memory.total / 1000000);
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
