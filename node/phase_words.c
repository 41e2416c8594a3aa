/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_words.c - reads the command line: what is to be booted, from where.
 */
#include "phases.h"
#include "sysfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static int check(struct node *node)
{
	const struct wire_words *words = &node->words;
	const struct {
		const char *name, *value;
	} needed[] = { { "sl.root", words->root },
		       { "sl.servers", words->servers },
		       { "sl.digest", words->digest },
		       { "sl.node", words->node } };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!needed[i].value[0])
			return console_fail(&node->console, EINVAL,
					    "the command line has no %s=; set the node "
					    "again with nodeset",
					    needed[i].name);
	if (servers_parse(words->servers, &node->servers) < 0)
		return console_fail(&node->console, EINVAL,
				    "sl.servers=%s is not a list of at most %d numeric "
				    "addresses",
				    words->servers, SERVERS);
	servers_rotate(&node->servers, words->node);
	return 0;
}

static void begin_report(struct node *node)
{
	struct wire_report *report = &node->report;
	struct utsname system;

	snprintf(report->node, sizeof(report->node), "%s", node->words.node);
	snprintf(report->generation, sizeof(report->generation), "%s",
		 node->words.digest);
	sysfile_read("/proc/sys/kernel/random/boot_id", report->boot,
		     sizeof(report->boot));
	if (uname(&system) == 0)
		snprintf(report->kernel, sizeof(report->kernel), "%s", system.release);
}

/* The host name is set before anything is mounted: an NFS client tells it to its server.
 */
int phase_words(struct node *node)
{
	char wrong[64];
	ssize_t n = sysfile_read("/proc/cmdline", node->cmdline, sizeof(node->cmdline));

	if (n < 0)
		return console_fail(&node->console, (int)-n, "cannot read /proc/cmdline");
	if (wire_words_parse(node->cmdline, &node->words, wrong, sizeof(wrong)) < 0)
		return console_fail(&node->console, EINVAL,
				    "the command line's word %s is wrong", wrong);
	begin_report(node);
	if (sethostname(node->words.node, strlen(node->words.node)) != 0)
		console_say(&node->console, "cannot set the host name %s: %s",
			    node->words.node, strerror(errno));
	console_say(&node->console, "node %s boots %s", node->words.node,
		    node->words.root);
	return check(node);
}
