/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/set_nodes.c - what nodeset and rollback share: set nodes, and print the
 * result.
 */
#include "set_nodes.h"

#include <stdio.h>

static void summarize(const struct cli *cli, const struct boot_result *result)
{
	const char *would = cli->dry_run ? "would be " : "";

	printf("%zu node%s %sset, %zu failed; files: %zu %swritten, %zu %sremoved, %zu "
	       "unchanged\n",
	       result->set, result->set == 1 ? "" : "s", would, result->failed,
	       result->written, would, result->removed, would, result->same);
}

int set_nodes(struct cli *cli, const struct boot *boot, struct boot_request *request,
	      struct boot_result *result)
{
	bool quiet = !cli->dry_run && cli->log.level < LOG_LEVEL_WARNING;
	int rc;

	request->dry_run = cli->dry_run;
	request->show = quiet ? NULL : stdout;
	rc = boot_set(boot, request, result);
	if (rc < 0) {
		*result = (struct boot_result){ 0 };
		return cli_status(rc);
	}
	if (!quiet)
		summarize(cli, result);
	if (result->failed)
		return result->set ? CLI_SOME : CLI_FAILED;
	return CLI_OK;
}
