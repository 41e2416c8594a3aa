/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/dhcp.c - does the DHCP server that runs read what nodeset writes?
 */
#include "checks.h"

#include "core/base/path.h"
#include "core/dhcp/dnsmasq.h"

#include <errno.h>

/* Below --root only a server that the site names is its own. */
static pid_t find_server(struct doctor *doctor)
{
	const char *named = site_text(doctor->site, "dhcppidfile");
	char *path CLEANUP_FREE = named ? site_path(doctor->site, named) : NULL;

	if (!path && *doctor->site->root)
		return 0;
	return dnsmasq_pid(&doctor->log, path);
}

void doctor_check_dhcp(struct doctor *doctor)
{
	char *conf CLEANUP_FREE =
		mem_printf("%s/dnsmasq/stateless.conf", doctor->site->statedir);
	pid_t pid;

	if (!path_exists(conf)) {
		log_warn(&doctor->log,
			 "no DHCP answers were written yet; nodeset or makedhcp does it");
		return;
	}
	pid = find_server(doctor);
	if (pid < 0)
		return;
	if (pid == 0)
		log_warn(&doctor->log,
			 "no dnsmasq of this site runs, so that nodes get no address and "
			 "no loader; start it (systemctl enable --now dnsmasq)");
	else if (dnsmasq_reads(pid, conf))
		doctor_ok(doctor, "dnsmasq (process %d) reads %s", (int)pid, conf);
	else
		log_fail(&doctor->log, ENOENT,
			 "dnsmasq (process %d) does not read %s; put the line "
			 "\"conf-file=%s\" into a file that it reads, as `stateless "
			 "init` does, and restart it",
			 (int)pid, conf, conf);
}
