/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/tidy.c - what is taken out of the finished tree, and made fit for nodes.
 */
#include "tidy.h"

#include "plugins/lib/fit.h"
#include "plugins/lib/tree.h"

static const struct {
	const char *folder, *pattern;
} leftovers[] = {
	{ "var/log", "dnf*.log*" },
	{ "var/log", "hawkey.log*" },
	{ "var/log", "yum.log*" },
	{ "var/cache/ldconfig", "aux-cache" },
};

int tidy_after(struct sl_job *job)
{
	int rc = tree_empty(job, "dev", NULL, 1);

	for (size_t i = 0; rc == 0 && i < sizeof(leftovers) / sizeof(leftovers[0]); i++)
		rc = tree_remove_matching(job, leftovers[i].folder, leftovers[i].pattern);
	return rc;
}

/* sshd-keygen@.service makes keys at each boot where there are none. */
static int host_keys(struct sl_job *job)
{
	static const char *const services[] = { "sshd.service", "sshd@.service",
						"ssh.service", NULL };
	int own = tree_has(job, "usr/lib/systemd/system/sshd-keygen@.service") ||
		  tree_has(job, "usr/lib/systemd/system/sshd-keygen.service");

	return fit_host_keys(job, own ? NULL : services);
}

int configure_tree(struct sl_job *job, void *self)
{
	int rc = fit_identity(job);

	(void)self;
	if (rc == 0)
		rc = fit_resolver(job);
	if (rc == 0)
		rc = host_keys(job);
	return rc < 0 ? rc : fit_network(job);
}
