/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/agent.c - runs what a test boot asks for, over a virtio port.
 */
#include "console.h"
#include "node.h"
#include "sysfile.h"
#include "up.h"

#include "wire/lines.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The host says "run BYTES\n" and that many bytes of a script for /bin/sh.  The node
 * says "ready\n" when it begins to listen, "out BYTES\n" before each piece of output, and
 * at the end "exit N\n" or "signal N\n". */
#define PORT "org.stateless.run"

enum {
	PORT_MS = 30000,      /* until udev has loaded the driver */
	REPORT_MS = 120000,   /* the report "up" goes first */
	STARTED_MS = 120000,  /* then the init has no jobs left */
	IDLE_MS = 500,        /* between looks whether the host is there */
	WRITE_MS = 60000,     /* a host that does not read */
	SCRIPT_MS = 3600000,  /* the longest run */
	SCRIPT_MOST = 100000, /* bytes: what fits an argument */
	DRAIN_MS = 200        /* for output of what a script left behind */
};

static int find_port(char *path, size_t room)
{
	DIR *folder = opendir("/sys/class/virtio-ports");
	const struct dirent *entry;
	int found = 0;

	while (folder && !found && (entry = readdir(folder))) {
		char file[300], name[64];

		snprintf(file, sizeof(file), "/sys/class/virtio-ports/%s/name",
			 entry->d_name);
		found = sysfile_read(file, name, sizeof(name)) > 0 &&
			strcmp(name, PORT) == 0;
		if (found)
			snprintf(path, room, "/dev/%s", entry->d_name);
	}
	if (folder)
		closedir(folder);
	return found;
}

static int open_port(void)
{
	int64_t until = clock_ms() + PORT_MS;
	char path[300];

	while (!find_port(path, sizeof(path))) {
		if (clock_ms() > until)
			return -ENOENT;
		clock_sleep(IDLE_MS);
	}
	return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int send_bytes(int port, const char *data, size_t n)
{
	while (n > 0) {
		struct pollfd poller = { port, POLLOUT, 0 };
		ssize_t done = write(port, data, n);

		if (done > 0) {
			data += done;
			n -= (size_t)done;
		} else if (done < 0 && errno != EAGAIN && errno != EINTR) {
			return -errno;
		} else if (poll(&poller, 1, WRITE_MS) <= 0 ||
			   (poller.revents & (POLLHUP | POLLERR))) {
			return -EPIPE;
		}
	}
	return 0;
}

static int say(int port, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int say(int port, const char *fmt, ...)
{
	char line[64];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	return send_bytes(port, line, (size_t)n);
}

/* One byte at a time for a line, since what follows it is counted. */
static int receive(int port, char *data, size_t n)
{
	while (n > 0) {
		struct pollfd poller = { port, POLLIN, 0 };
		ssize_t got = read(port, data, n);

		if (got > 0) {
			data += got;
			n -= (size_t)got;
		} else if (got == 0) {
			return -EPIPE; /* no host */
		} else if (errno != EAGAIN && errno != EINTR) {
			return -errno;
		} else {
			poll(&poller, 1, -1);
		}
	}
	return 0;
}

static int receive_line(int port, char *line, size_t room)
{
	for (size_t n = 0; n < room; n++) {
		int rc = receive(port, line + n, 1);

		if (rc < 0)
			return rc;
		if (line[n] != '\n')
			continue;
		line[n] = '\0';
		return 0;
	}
	return -EINVAL;
}

static pid_t start(const char *script, int output)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
			     "/sbin:/bin";
	static char home[] = "HOME=/root", term[] = "TERM=dumb";
	char *env[] = { path, home, term, NULL };
	pid_t pid = fork();
	int input;

	if (pid != 0)
		return pid;
	setsid();
	input = open("/dev/null", O_RDONLY);
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execle("/bin/sh", "sh", "-c", script, (char *)NULL, env);
	dprintf(STDERR_FILENO, "cannot run /bin/sh: %s\n", strerror(errno));
	_exit(127);
}

static int host_is_gone(int port)
{
	struct pollfd poller = { port, POLLIN, 0 };

	return poll(&poller, 1, 0) > 0 && (poller.revents & POLLHUP);
}

/* Hands output on until the script has ended and what it left behind is silent. */
static int attend(int port, int output, pid_t pid, int *status)
{
	int64_t until = clock_ms() + SCRIPT_MS;
	int gone = 0;

	for (;;) {
		struct pollfd poller = { output, POLLIN, 0 };
		int ready = poll(&poller, 1, DRAIN_MS);
		char data[4096];
		ssize_t n = ready > 0 ? read(output, data, sizeof(data)) : 0;

		if (n > 0 && (say(port, "out %zd\n", n) < 0 ||
			      send_bytes(port, data, (size_t)n) < 0))
			return -EPIPE;
		if (gone && n <= 0)
			return 0;
		if (!gone && waitpid(pid, status, WNOHANG) == pid)
			gone = 1;
		else if (!gone && n <= 0 && ready > 0)
			clock_sleep(DRAIN_MS / 10); /* it has closed its output */
		if (!gone && (clock_ms() > until || host_is_gone(port)))
			return -ETIMEDOUT;
	}
}

static int run(int port, const char *script)
{
	int pipe_fds[2], status = 0, rc;
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return -errno;
	pid = start(script, pipe_fds[1]);
	close(pipe_fds[1]);
	rc = pid < 0 ? -EAGAIN : attend(port, pipe_fds[0], pid, &status);
	close(pipe_fds[0]);
	if (rc < 0 && pid > 0) {
		kill(-pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	if (pid > 0 && WIFSIGNALED(status))
		return say(port, "signal %d\n", WTERMSIG(status));
	return say(port, "exit %d\n", pid > 0 ? WEXITSTATUS(status) : 126);
}

static int serve(int port)
{
	char line[64], *value = line + 4, *script;
	uint64_t n;
	int rc = receive_line(port, line, sizeof(line));

	if (rc < 0)
		return rc;
	if (strncmp(line, "run ", 4) != 0 || wire_number(value, &n) < 0 ||
	    n > SCRIPT_MOST)
		return say(port, "exit 126\n");
	script = calloc(1, (size_t)n + 1);
	if (!script)
		return say(port, "exit 126\n");
	rc = receive(port, script, (size_t)n);
	if (rc == 0)
		rc = run(port, script);
	free(script);
	return rc;
}

static void wait_reported(void)
{
	int64_t until = clock_ms() + REPORT_MS;

	while (access(NODE_FOLDER "/reported", F_OK) != 0 && clock_ms() < until)
		clock_sleep(100);
}

/* A script that asks how the boot went must not be part of it: systemd still has jobs of
 * its own when the multi-user target is reached.  Other inits are not asked. */
static void wait_started(void)
{
	static const char systemctl[] = "/usr/bin/systemctl";
	int64_t until = clock_ms() + STARTED_MS;
	pid_t pid = access(systemctl, X_OK) == 0 ? fork() : -1;

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl(systemctl, "systemctl", "is-system-running", "--wait",
		      (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0) {
		if (clock_ms() > until)
			kill(pid, SIGKILL);
		clock_sleep(50);
	}
}

/* Machines have such ports for other purposes: without ours there is nothing to do.  The
 * agent lives as long as the machine does. */
int agent_main(void)
{
	int port = open_port(), is_ready = 0;

	if (port < 0)
		return EXIT_SUCCESS;
	signal(SIGPIPE, SIG_IGN);
	wait_reported();
	wait_started();
	for (;;) {
		if (!is_ready && !host_is_gone(port))
			is_ready = say(port, "ready\n") == 0;
		if (is_ready && serve(port) >= 0)
			continue;
		is_ready = 0;
		clock_sleep(IDLE_MS);
	}
}
