/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/network.c - a network namespace with a tap for the node.
 */
#include "network.h"

#include "core/base/exec.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

static int ip(struct log *log, const char *const *argv)
{
	const struct exec exec = { .argv = argv };

	return exec_run(log, &exec);
}

#define IP(log, ...) ip(log, (const char *const[]){ "ip", __VA_ARGS__, NULL })

int network_make(struct log *log)
{
	int rc;

	if (access("/dev/net/tun", R_OK | W_OK) != 0)
		return log_fail(
			log, errno,
			"cannot use /dev/net/tun: %s; load the module tun, or give this "
			"container the device",
			strerror(errno));
	if (unshare(CLONE_NEWNET) != 0)
		return log_fail(log, errno, "cannot make a network namespace: %s",
				strerror(errno));
	rc = IP(log, "link", "set", "lo", "up");
	if (rc == 0)
		rc = IP(log, "tuntap", "add", NETWORK_TAP, "mode", "tap");
	if (rc == 0)
		rc = IP(log, "address", "add", NETWORK_SERVER "/24", "dev", NETWORK_TAP);
	return rc < 0 ? rc : IP(log, "link", "set", NETWORK_TAP, "up");
}
