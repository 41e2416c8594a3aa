/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_root.c - the root is mounted, in the way that the manifest names.
 */
#include "inroot.h"
#include "phases.h"
#include "selinux.h"
#include "way.h"
#include "writable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <time.h>

static const struct way *const ways[] = { &way_nfs, &way_ram, &way_run, &way_tar };

static int has_name(const char *text, const char *name)
{
	size_t n = strlen(name);

	return strncmp(text, name, n) == 0 && (!text[n] || text[n] == '+');
}

static const struct way *find(const char *name)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (has_name(name, ways[i]->name))
			return ways[i];
	return NULL;
}

/* An unpacked root is a tmpfs that could be written to. */
static int mount_readonly(struct node *node)
{
	if ((node->manifest.flags & WAY_DIRECT) &&
	    mount(NULL, WAY_LOWER, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0)
		return console_fail(&node->console, errno,
				    "cannot make the root read-only: %s",
				    strerror(errno));
	return writable_copy(node);
}

/* What was unpacked has its labels: whatever is changed from now on is ours. */
static int take_direct(struct node *node)
{
	struct timespec now;

	node->is_writable = 1;
	if (!node->has_policy)
		return 0;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	node->upper_since = now.tv_sec;
	node->upper = open(WAY_LOWER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return node->upper < 0 ? console_fail(&node->console, errno,
					      "cannot open the root: %s", strerror(errno))
			       : 0;
}

static int mount_writes(struct node *node)
{
	const char *size = node->words.overlay[0] ? node->words.overlay : "50%";

	node->root = WAY_LOWER;
	if (node->manifest.flags & WAY_READONLY)
		return mount_readonly(node);
	if (strcmp(size, "none") == 0)
		return 0;
	if (node->manifest.flags & WAY_DIRECT)
		return take_direct(node);
	return overlay_mount(node, size);
}

/* A root that cannot be started is found out while a report can still be sent. */
static int find_init(struct node *node)
{
	static const char *const usual[] = { "/sbin/init", "/usr/lib/systemd/systemd",
					     "/lib/systemd/systemd", "/etc/init",
					     "/bin/init" };
	char asked[256];
	int rc = wire_words_find(node->cmdline, "init", asked, sizeof(asked));

	if (rc > 0 && inroot_is_program(node->root, asked)) {
		snprintf(node->init, sizeof(node->init), "%s", asked);
		return 0;
	}
	if (rc != 0)
		console_say(&node->console, "init=%s is not in the image",
			    rc > 0 ? asked : "");
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (inroot_is_program(node->root, usual[i])) {
			snprintf(node->init, sizeof(node->init), "%s", usual[i]);
			return 0;
		}
	return console_fail(&node->console, ENOENT,
			    "image %s has no init: none of %s, %s, %s can be run",
			    node->manifest.image, usual[0], usual[1], usual[2]);
}

int phase_root(struct node *node)
{
	const char *name = node->manifest.way, *plus = strchr(name, '+');
	const struct way *way = find(name);
	int rc;

	if (!way)
		return console_fail(&node->console, ENOTSUP,
				    "this node program does not know the way %s of image "
				    "%s",
				    name, node->manifest.image);
	memory_peak_begin(&node->peak, memory_kept_now());
	rc = way->mount(node, plus ? plus + 1 : "");
	if (rc == 0 && !node->asked_policy)
		rc = selinux_load(node, WAY_LOWER);
	if (rc == 0)
		rc = mount_writes(node);
	if (rc < 0)
		return rc;
	way->settle(node);
	rc = node->finish ? node->finish(node) : 0;
	memory_peak_note(&node->peak, memory_kept_now());
	node->report.memory_peak = node->peak.most;
	return rc < 0 ? rc : find_init(node);
}
