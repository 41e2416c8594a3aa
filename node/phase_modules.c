/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_modules.c - drivers of the hardware that is there.
 */
#include "phases.h"

int phase_modules(struct node *node)
{
	int rc = modules_init(&node->modules, &node->console, node->cmdline);

	if (rc < 0)
		return rc;
	modules_load_listed(&node->modules);
	modules_coldplug(&node->modules);
	return 0;
}
