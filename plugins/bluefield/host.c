/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/host.c - what a host needs for all of its cards.
 *
 * Servers to fetch from, and which card is which rshim device: the driver numbers the cards as it finds them, unless its configuration says which is
 * which (the mapping of rshim(8)).
 */
#include "bluefield.h"

#include "plugins/lib/hostconf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 8192, NAME_MOST = 64 };

/* "pcie-0000:04:00.2", "usb-2-1.7" */
static int is_name(const char *device)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789:.-";
	size_t n = strlen(device);

	return n <= NAME_MOST && strspn(device, allowed) == n &&
	       (strncmp(device, "pcie-", 5) == 0 || strncmp(device, "usb-", 4) == 0);
}

static int put_card(struct sl_job *job, const struct sl_node *node, char text[ROOM],
		    size_t *used)
{
	const char *device = job->host->node_opt(job, node, "device"), *id;
	int n;

	if (!device)
		return 0;
	if (!is_name(device))
		return sl_fail(job, EINVAL,
			       "%s: bluefield.device \"%.80s\" is none of rshim's names, "
			       "as pcie-0000:04:00.2",
			       node->name, device);
	id = node_device(job, node);
	if (!id)
		return -EINVAL;
	n = snprintf(text + *used, ROOM - *used, "rshim%-10s %s\n", id, device);
	if (n < 0 || (size_t)n >= ROOM - *used)
		return sl_fail(job, EOVERFLOW, "%s: its host has too many cards",
			       node->name);
	*used += (size_t)n;
	return 0;
}

static int add_numbers(struct sl_job *job, const struct sl_boot *const *attached)
{
	char text[ROOM];
	size_t used = 0;
	int rc = 0;

	for (; rc == 0 && *attached; attached++)
		rc = put_card(job, (*attached)->node, text, &used);
	if (rc < 0 || used == 0)
		return rc;
	return job->host->add_file(job, SL_HOST, "etc/rshim.conf", 0644, text, used);
}

/* Cards that boot from their own flash memory need nobody to fetch from. */
static int needs_servers(const struct sl_boot *const *attached)
{
	while (*attached && (*attached)->state != SL_NETBOOT)
		attached++;
	return *attached != NULL;
}

int host_render(struct sl_job *job, void *self, const struct sl_node *host,
		const struct sl_boot *const *attached)
{
	int rc = needs_servers(attached) ? hostconf_add(job, host) : 0;

	(void)self;
	return rc < 0 ? rc : add_numbers(job, attached);
}
