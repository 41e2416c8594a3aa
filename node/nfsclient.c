/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsclient.c - this node as a client of NFS servers: its name, and its mounts.
 */
#include "nfsclient.h"
#include "http.h"
#include "reporter.h"
#include "retry.h"
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNIQUE_ID "/sys/module/nfs/parameters/nfs4_unique_id"

enum {
	MOUNT_MS = 60000, /* one version of one server */
	KILL_MS = 5000,
	STEP_MS = 20
};

/* Before anything is mounted: clients of one name, or of none, take each other's state
 * away for ever.  What the command line gave the module stands. */
void nfs_client_name(struct node *node)
{
	char id[NFS_ID];

	modules_load(&node->modules, "nfs");
	if (sysfile_read(UNIQUE_ID, id, sizeof(id)) > 0)
		return;
	nfs_unique_id(&node->nic.mac, node->words.node, id);
	if (sysfile_set(UNIQUE_ID, id) < 0)
		console_say(&node->console,
			    "cannot name this NFS client %s; its server knows it by "
			    "its host name",
			    id);
}

/* A server that does not answer keeps mount(2) for ever: a child can be ended. */
static int mount_bounded(const struct nfs_attempt *attempt, const char *options)
{
	int64_t until = clock_ms() + MOUNT_MS;
	int status = 0, killed = 0;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(mount(attempt->source, attempt->target, "nfs", attempt->flags,
			    options) == 0
			      ? 0
			      : errno);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (clock_ms() > until && killed)
			return -ETIMEDOUT;
		if (clock_ms() > until) {
			kill(pid, SIGKILL);
			killed = 1;
			until += KILL_MS;
		}
		clock_sleep(STEP_MS);
	}
	if (WIFEXITED(status))
		return -WEXITSTATUS(status);
	return -ETIMEDOUT;
}

static int answers(struct nfs_attempt *attempt, const struct netaddr *addr)
{
	const struct server server = { *addr, attempt->from.port };
	int fd = http_connect(&server, HTTP_CONNECT_MS);

	if (fd >= 0)
		close(fd);
	else
		snprintf(attempt->why, sizeof(attempt->why),
			 "no NFS server answers on port %u: %s", server.port,
			 strerror(-fd));
	return fd < 0 ? fd : 0;
}

/* A server that lacks a version says so in one of several ways, a path that only another
 * version has by ENOENT: so each is tried, and the first refusal is the one to tell. */
static int mount_versions(struct nfs_attempt *attempt)
{
	static const char *const versions[] = { "4.2", "4.1", "4.0", "3" };
	char options[NFS_OPTIONS];
	int first = 0, rc = 0;

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		rc = nfs_options(&attempt->from, versions[i], options, sizeof(options));
		if (rc == 0)
			rc = mount_bounded(attempt, options);
		if (rc == 0) {
			console_say(&attempt->node->console, "%s mounted by NFS %s",
				    attempt->source, versions[i]);
			return 0;
		}
		if (first == 0 || first == -EPROTONOSUPPORT)
			first = rc;
		if (rc == -ETIMEDOUT)
			break;
	}
	snprintf(attempt->why, sizeof(attempt->why), "%s%s", strerror(-first),
		 first == -EACCES || first == -EPERM
			 ? "; is this node's network among those it is exported to?"
		 : first == -ENOENT ? "; is the folder exported under this path?"
		 : first == -ENODEV ? "; is the module nfs in the initrd?"
				    : "");
	return first;
}

static int mount_from(struct nfs_attempt *attempt, const struct server *server)
{
	int rc;

	attempt->from.server = server->addr;
	rc = nfs_source(&attempt->from, attempt->source, sizeof(attempt->source));
	if (rc == 0)
		rc = answers(attempt, &server->addr);
	return rc < 0 ? rc : mount_versions(attempt);
}

static void report(const struct nfs_attempt *attempt, const struct retry *retry)
{
	char text[sizeof(attempt->source) + sizeof(attempt->why) + 4];

	if (retry->failures != retry->servers)
		return;
	snprintf(text, sizeof(text), "%s: %s", attempt->source, attempt->why);
	reporter_send(attempt->node, "booting", text);
}

/* The initrd's list has the drivers of all versions: what no mount uses is only memory.
 * One that is used stays. */
static void unload_unused(void)
{
	static const char *const modules[] = { "nfsv3", "nfs_acl", "nfsv4" };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		syscall(SYS_delete_module, modules[i], O_NONBLOCK);
}

int nfs_client_mount(struct nfs_attempt *attempt, const struct server *servers, size_t n)
{
	struct node *node = attempt->node;
	struct retry retry;
	int rc, ms;

	retry_init(&retry, n, clock_ms());
	if (node->words.timeout[0])
		retry.bound = 1000LL * atoi(node->words.timeout);
	while ((rc = mount_from(attempt, &servers[retry.at])) < 0) {
		ms = retry_failed(&retry, clock_ms(), random_below(UINT32_MAX));
		if (ms < 0)
			return console_fail(&node->console, -rc,
					    "cannot mount %s: no server has given it; "
					    "last: %s",
					    attempt->source, attempt->why);
		console_say(&node->console, "%s: %s; trying again%s", attempt->source,
			    attempt->why, retry.servers > 1 ? " elsewhere" : "");
		report(attempt, &retry);
		clock_sleep(ms);
	}
	unload_unused();
	return 0;
}
