/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/tidy.c - what is taken out of the finished tree, and made fit for nodes.
 */
#include "tidy.h"

#include "plugins/lib/fit.h"
#include "plugins/lib/tree.h"

static const struct {
	const char *folder, *pattern;
} leftovers[] = {
	{ "var/log/zypp", "*" },
	{ "var/log", "zypper.log*" },
	{ "run", "zypp.pid" },
	{ "run", "zypp-rpm.pid" },
	{ "var/cache/ldconfig", "aux-cache" },
};

int tidy_after(struct sl_job *job)
{
	int rc = tree_empty(job, "dev", NULL, 1);

	for (size_t i = 0; rc == 0 && i < sizeof(leftovers) / sizeof(leftovers[0]); i++)
		rc = tree_remove_matching(job, leftovers[i].folder, leftovers[i].pattern);
	/* flags for the initrd that nobody builds */
	return rc < 0 ? rc : tree_empty(job, "run/regenerate-initrd", NULL, 1);
}

/* SUSE's sshd.service makes keys where there are none. */
static int host_keys(struct sl_job *job)
{
	static const char *const services[] = { "sshd.service", "sshd@.service", NULL };
	int own = tree_has(job, "usr/sbin/sshd-gen-keys-start");

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
