/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/hostconf.c - what the agent of a host needs besides the plans.
 */
#include "hostconf.h"
#include "args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int hostconf_add(struct sl_job *job, const struct sl_node *host)
{
	const char *const *server = host->net ? host->net->servers : NULL;
	ARGS servers = { 0 };
	char *list, *text;
	int rc;

	for (; server && *server; server++)
		args_add(&servers, *server);
	rc = args_check(job, &servers);
	if (rc < 0)
		return rc;
	if (servers.n == 0)
		return sl_fail(job, EINVAL,
			       "%s: no server is known to fetch from; set servers in "
			       "stateless.conf, servers of its network, or server of it",
			       host->name);
	list = args_text(&servers, ",", "\n");
	text = list ? args_printf("# Written by stateless nodeset.\nHOSTBOOT_SERVERS=%s",
				  list)
		    : NULL;
	rc = text ? job->host->add_file(job, SL_HOST, "etc/stateless/hostboot.conf", 0644,
					text, strlen(text))
		  : sl_fail(job, ENOMEM, "%s: out of memory", host->name);
	free(list);
	free(text);
	return rc;
}
