/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/failure.c - the end of a boot that cannot go on.
 */
#include "failure.h"
#include "phases.h"
#include "reporter.h"
#include "sysfile.h"

#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	REBOOT_S = 30, /* at least; as much again at random: not all nodes at once */
	REMIND_MS = 600000
};

static void wait_forever(struct node *node)
{
	for (;;) {
		console_say(&node->console, "boot failed: %s", node->console.cause);
		console_say(&node->console, "waiting, as sl.after=wait says; reset the "
					    "node to try again");
		clock_sleep(REMIND_MS);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}

void failure_end(struct node *node, const char *phase)
{
	unsigned seconds = REBOOT_S + random_below(REBOOT_S);
	char cause[sizeof(node->console.cause)];

	snprintf(cause, sizeof(cause), "%s", node->console.cause);
	if (node->is_handed_over)
		network_restore(node);
	reporter_send(node, "failed", cause);
	snprintf(node->console.cause, sizeof(node->console.cause), "%s", cause);
	if (strcmp(node->words.after, "wait") == 0)
		wait_forever(node);
	console_say(&node->console, "boot failed in phase %s: %s", phase, cause);
	console_say(&node->console, "rebooting in %u s", seconds);
	sleep(seconds);
	sync();
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}
