/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/configure.c - touch-ups that make one tree fit for many nodes.
 */
#include "configure.h"
#include "result.h"

#include "plugins/lib/fit.h"
#include "plugins/lib/kernels.h"

int configure_tree(struct sl_job *job, void *self)
{
	static const char *const services[] = { "ssh.service", "ssh@.service", NULL };
	int rc = fit_identity(job);

	(void)self;
	if (rc == 0)
		rc = fit_resolver(job);
	if (rc == 0)
		rc = fit_host_keys(job, services);
	if (rc == 0)
		rc = fit_network(job);
	if (rc == 0)
		rc = kernels_report(job);
	return rc < 0 ? rc : result_packages(job);
}
