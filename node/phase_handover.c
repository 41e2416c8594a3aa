/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_handover.c - the NIC goes to the node's own network manager.
 */
#include "handover.h"
#include "inroot.h"
#include "phases.h"
#include "rtnl.h"
#include "sysfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int write_file(struct node *node, const char *path, unsigned mode,
		      const char *text)
{
	if (strncmp(path, "/run/", 5) == 0)
		return sysfile_write(path, mode, text, strlen(text));
	if (!node->is_writable)
		return -EROFS;
	return inroot_write(node->root, path, mode, text);
}

static int want_unit(const char *unit)
{
	char target[128], link[128];

	snprintf(target, sizeof(target), "/usr/lib/systemd/system/%s", unit);
	snprintf(link, sizeof(link), "/run/systemd/system/multi-user.target.wants/%s",
		 unit);
	return sysfile_link(target, link);
}

/* systemd reads `ip=` of the command line too, for any NIC, and fails on forms that the
 * kernel takes: one configuration, ours, is enough. */
static int mask_generator(void)
{
	return sysfile_link("/dev/null",
			    "/run/systemd/system/systemd-network-generator.service");
}

static int write_form(struct node *node, const struct handover_form *form)
{
	struct handover handover = { .mac = node->nic.mac,
				     .infiniband = node->nic.infiniband,
				     .ip = node->ip,
				     .keep = node->needs_network };
	char *text = handover_text(form, &handover);
	int rc = text ? write_file(node, form->path, form->mode, text) : -ENOMEM;

	if (rc == 0 && form->unit)
		rc = want_unit(form->unit);
	if (rc == 0)
		rc = mask_generator();
	free(text);
	if (rc < 0)
		console_say(&node->console, "cannot write %s: %s; the NIC stays as it is",
			    form->path, strerror(-rc));
	return rc;
}

/* Only where nothing else will: no file, no link, or an empty file. */
static void write_resolv(struct node *node)
{
	char text[256] = "", addr[NETADDR_TEXT];
	size_t n = 0;

	for (int i = 0; i < IPCONF_DNS; i++)
		if (node->ip.dns[i].family)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      "nameserver %s\n",
					      netaddr_text(&node->ip.dns[i], addr));
	if (n && node->is_writable && inroot_is_missing(node->root, "/etc/resolv.conf"))
		inroot_write(node->root, "/etc/resolv.conf", 0644, text);
}

static int root_has(void *arg, const char *path)
{
	const struct node *node = arg;

	return !inroot_is_missing(node->root, path);
}

/* An interface that is up cannot be renamed by udev.  Where no form is known, nobody will
 * bring it up again: then it stays. */
int phase_handover(struct node *node)
{
	const struct handover_form *form =
		handover_choose(node->manifest.network, root_has, node);

	write_resolv(node);
	if (!form) {
		console_say(&node->console,
			    "NIC %s stays configured: the image names no network manager "
			    "that is known (\"%s\")",
			    node->nic.name, node->manifest.network);
		return 0;
	}
	if (write_form(node, form) < 0 || node->needs_network)
		return 0;
	node->is_handed_over = 1;
	rtnl_flush(node->nic.index);
	rtnl_link(node->nic.index, 0);
	return 0;
}
