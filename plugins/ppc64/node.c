/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/node.c - the boot files of one node.
 *
 * pxelinux.cfg/01-MAC is read by petitboot, which fetches URLs, and by SLOF (slofboot.c):
 * default, label, kernel, initrd and append, as in Syslinux' "CONFIG FILE".  Neither knows a
 * way to boot from disk in there: a node that is to do that has no such file, so that
 * petitboot and the firmware go on.
 */
#include "ppc64.h"

#include "plugins/lib/bootwords.h"
#include "plugins/lib/grub.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CONFIG_ROOM = 8192, PATH_ROOM = 512 };

/* base: "http://SERVER". */
static int add_config(struct sl_job *job, const struct sl_boot *boot, const char *base)
{
	char text[CONFIG_ROOM], mac[BOOTWORDS_MAC], path[PATH_ROOM];
	char words[BOOTWORDS_ROOM];
	int n, rc;

	bootwords_format(boot->node, words);
	rc = bootwords_check(job, boot, strlen(words), PPC64_CMDLINE);
	if (rc < 0)
		return rc;
	n = snprintf(text, sizeof(text),
		     "# %s: netboot %s:%s@%s\ndefault stateless\nlabel stateless\n"
		     "\tkernel %s%s\n\tinitrd %s%s\n\tappend %s%s\n",
		     boot->node->name, boot->image->name, boot->image->method,
		     boot->image->generation, base, boot->kernel->urlpath, base,
		     boot->initrd->urlpath, boot->cmdline, words);
	if (n < 0 || (size_t)n >= sizeof(text))
		return sl_fail(job, E2BIG, "%s: its pxelinux.cfg file is over %d bytes",
			       boot->node->name, CONFIG_ROOM);
	bootwords_mac(boot->node->mac, mac);
	snprintf(path, sizeof(path), "pxelinux.cfg/01-%s", mac);
	return job->host->add_file(job, SL_TFTP, path, 0644, text, (size_t)n);
}

static int add_petitboot(struct sl_job *job, const struct sl_boot *boot)
{
	const char *const *servers = boot->node->net ? boot->node->net->servers : NULL;
	char base[PATH_ROOM];

	if (!servers || !servers[0])
		return sl_fail(job, EINVAL, "%s: no server is known to load from",
			       boot->node->name);
	snprintf(base, sizeof(base), "http://%s", servers[0]);
	return add_config(job, boot, base);
}

int node_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const char *netboot = sl_opt(job, "netboot");
	const struct grub_how how = {
		.protocol = strcmp(netboot, "grub2-http") == 0 ? "http" : "tftp",
		.cmdline = PPC64_CMDLINE,
	};
	int rc;

	(void)self;
	if (strcmp(netboot, "pxelinux") == 0)
		return boot->state == SL_LOCALBOOT ? 0 : slofboot_render(job, boot);
	rc = strcmp(netboot, "yaboot") == 0 ? yaboot_render(job, boot)
					    : grub_render(job, boot, &how);
	if (rc == 0 && boot->state != SL_LOCALBOOT)
		rc = add_petitboot(job, boot);
	return rc;
}
