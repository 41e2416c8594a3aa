/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/main.c - /init of the initrd: runs the phases of a boot, one after the other.
 */
#include "failure.h"
#include "modprobe.h"
#include "node.h"
#include "phases.h"
#include "reporter.h"
#include "sysfile.h"
#include "up.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(struct node *);
	int is_reported; /* when it is done */
} phases[] = {
	{ "mounts", phase_mounts, 0 },     { "words", phase_words, 0 },
	{ "modules", phase_modules, 0 },   { "network", phase_network, 1 },
	{ "manifest", phase_manifest, 1 }, { "root", phase_root, 1 },
	{ "files", phase_files, 0 },       { "handover", phase_handover, 0 },
	{ "leave", phase_leave, 0 },       { "init", phase_init, 0 },
};

static int boot(char **argv)
{
	struct node *node = calloc(1, sizeof(*node));

	if (!node)
		return EXIT_FAILURE;
	node->argv = argv;
	node->console.kmsg = -1;
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (phases[i].run(node) < 0)
			failure_end(node, phases[i].name);
		wire_report_phase(&node->report, phases[i].name, (uint64_t)clock_ms());
		if (phases[i].is_reported)
			reporter_send(node, "booting", "");
	}
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];

	if (strcmp(name, "modprobe") == 0)
		return modprobe_main(argc, argv);
	if (strcmp(name, "up") == 0)
		return up_main(argc, argv);
	if (getpid() != 1) {
		fprintf(stderr, "stateless: this program is /init of an initrd; it does "
				"nothing on a running system\n");
		return EXIT_FAILURE;
	}
	return boot(argv);
}
