/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_reload.c - word to the dnsmasq that runs.
 */
#include "dnsmasq.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

static const char *const usual_pidfiles[] = { "/run/dnsmasq/dnsmasq.pid",
					      "/run/dnsmasq.pid", "/var/run/dnsmasq.pid",
					      NULL };

static const char *find_pidfile(const char *pidfile)
{
	const char *const *usual = usual_pidfiles;

	if (pidfile)
		return path_exists(pidfile) ? pidfile : NULL;
	while (*usual && !path_exists(*usual))
		usual++;
	return *usual;
}

static pid_t read_pid(struct log *log, const char *pidfile)
{
	struct str text CLEANUP_STR = { 0 };
	long pid;
	char *end;

	if (file_read(log, pidfile, 64, &text) < 0)
		return -1;
	pid = strtol(str_text(&text), &end, 10);
	return end != str_text(&text) && pid > 1 && (*end == '\n' || !*end) ? (pid_t)pid
									    : 0;
}

/* A pid file outlives its program, and the number may be anybody's now. */
static bool is_dnsmasq(pid_t pid)
{
	char *path CLEANUP_FREE = mem_printf("/proc/%d/comm", (int)pid);
	struct log quiet = { .level = -1 };
	struct str name CLEANUP_STR = { 0 };

	return path_exists(path) && file_read(&quiet, path, 64, &name) == 0 &&
	       strcmp(str_text(&name), "dnsmasq\n") == 0;
}

static int none_runs(struct log *log, const char *pidfile)
{
	log_info(log,
		 "no dnsmasq runs%s%s, so nobody was told; it reads the files when it "
		 "starts",
		 pidfile ? " by " : "", pidfile ? pidfile : "");
	return 0;
}

pid_t dnsmasq_pid(struct log *log, const char *pidfile)
{
	const char *path = find_pidfile(pidfile);
	pid_t pid = path ? read_pid(log, path) : 0;

	if (pid < 0)
		return -EIO;
	return pid && is_dnsmasq(pid) ? pid : 0;
}

int dnsmasq_reload(struct log *log, const char *pidfile, bool restart)
{
	const char *path = find_pidfile(pidfile);
	pid_t pid = path ? read_pid(log, path) : 0;
	int fd CLEANUP_FD = -1;

	if (pid < 0)
		return -EIO;
	if (pid == 0)
		return none_runs(log, path);
	/* The descriptor stays with the process we look at, whatever becomes of its pid.
	 */
	fd = pidfd_open(pid, 0);
	if (fd < 0 || !is_dnsmasq(pid))
		return none_runs(log, path);
	if (pidfd_send_signal(fd, SIGHUP, NULL, 0) != 0)
		return log_fail(
			log, errno,
			"cannot tell dnsmasq (process %d) to read its hosts again: "
			"%s; restart it",
			(int)pid, strerror(errno));
	if (restart)
		log_warn(log, "networks, interfaces or boot rules changed, which dnsmasq "
			      "reads only when it starts: restart it");
	return 0;
}
