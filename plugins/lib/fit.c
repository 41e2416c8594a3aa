/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fit.c - touch-ups that make one tree fit for many nodes.
 */
#include "fit.h"
#include "tree.h"

#include <stdio.h>
#include <string.h>

#define KEYS "etc/systemd/system/stateless-hostkeys.service"

/* ed25519 and ecdsa are made in no time; RSA takes seconds on a slow processor. */
static const char keys_unit[] = "[Unit]\n"
				"Description=SSH host keys of this boot\n"
				"ConditionPathExistsGlob=!/etc/ssh/ssh_host_*_key\n"
				"Before=ssh.service ssh.socket sshd.service sshd.socket\n"
				"\n"
				"[Service]\n"
				"Type=oneshot\n"
				"RemainAfterExit=yes\n"
				"ExecStart=/usr/bin/ssh-keygen -q -t ed25519 -N \"\" -f "
				"/etc/ssh/ssh_host_ed25519_key\n"
				"ExecStart=/usr/bin/ssh-keygen -q -t ecdsa -N \"\" -f "
				"/etc/ssh/ssh_host_ecdsa_key\n";

static const char keys_wanted[] = "[Unit]\n"
				  "Wants=stateless-hostkeys.service\n"
				  "After=stateless-hostkeys.service\n";

int fit_host_keys(struct sl_job *job, const char *const *services)
{
	int rc = tree_remove_matching(job, "etc/ssh", "ssh_host_*");

	if (rc < 0 || !services || !tree_has(job, "usr/sbin/sshd"))
		return rc;
	rc = tree_write(job, KEYS, 0644, keys_unit);
	for (; rc == 0 && *services; services++) {
		char path[128];

		snprintf(path, sizeof(path),
			 "etc/systemd/system/%s.d/stateless-hostkeys.conf", *services);
		rc = tree_write(job, path, 0644, keys_wanted);
	}
	return rc;
}

/* The empty etc/hostname is where a read-only root gets its name. */
int fit_identity(struct sl_job *job)
{
	static const char hosts[] = "127.0.0.1\tlocalhost\n"
				    "::1\t\tlocalhost ip6-localhost ip6-loopback\n";
	int rc = tree_write(job, "etc/hostname", 0644, "");

	if (rc == 0 && !tree_has(job, "etc/hosts"))
		rc = tree_write(job, "etc/hosts", 0644, hosts);
	if (rc == 0)
		rc = tree_write(job, "etc/machine-id", 0444, "");
	if (rc == 0)
		rc = tree_remove(job, "var/lib/dbus/machine-id");
	if (rc == 0)
		rc = tree_remove(job, "var/lib/systemd/random-seed");
	return rc;
}

/* Releases before the merged /usr have it in /lib. */
static int has_systemd(struct sl_job *job, const char *program)
{
	char path[128];

	snprintf(path, sizeof(path), "usr/lib/systemd/%s", program);
	return tree_has(job, path) || tree_has(job, path + strlen("usr/"));
}

int fit_resolver(struct sl_job *job)
{
	if (has_systemd(job, "systemd-resolved"))
		return tree_link(job, "../run/systemd/resolve/stub-resolv.conf",
				 "etc/resolv.conf");
	return tree_write(job, "etc/resolv.conf", 0644, "");
}

int fit_network(struct sl_job *job)
{
	static const char *const others[] = { "usr/sbin/NetworkManager", "usr/sbin/ifup",
					      "usr/sbin/connmand", "usr/sbin/wicked" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (tree_has(job, others[i]))
			return 0;
	if (!has_systemd(job, "systemd-networkd"))
		return 0;
	return sl_run(job, SL_RUN_IN_TREE | SL_RUN_QUIET, "systemctl", "enable",
		      "systemd-networkd.service");
}
