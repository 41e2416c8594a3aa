/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/host.c - which card is which rshim device.
 *
 * The driver numbers the cards as it finds them, unless its configuration says which is
 * which (the mapping of rshim(8)).
 */
#include "bluefield.h"

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

int host_render(struct sl_job *job, void *self, const struct sl_node *host,
		const struct sl_boot *const *attached)
{
	char text[ROOM];
	size_t used = 0;
	int rc = 0;

	(void)self;
	(void)host;
	for (; rc == 0 && *attached; attached++)
		rc = put_card(job, (*attached)->node, text, &used);
	if (rc < 0 || used == 0)
		return rc;
	return job->host->add_file(job, SL_HOST, "etc/rshim.conf", 0644, text, used);
}
