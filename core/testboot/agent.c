/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/agent.c - commands run on the node, over a virtio port.
 */
#include "agent.h"

#include "core/base/file.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int agent_open(struct log *log, const char *path, struct agent *agent)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	*agent = (struct agent){ .fd = -1 };
	if (strlen(path) >= sizeof(address.sun_path))
		return log_fail(log, ENAMETOOLONG,
				"the path of the socket is too long: %s", path);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	agent->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (agent->fd >= 0 &&
	    connect(agent->fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return 0;
	return log_fail(log, errno, "cannot talk to the emulator at %s: %s", path,
			strerror(errno));
}

void agent_close(struct agent *agent)
{
	if (agent->fd >= 0)
		close(agent->fd);
	agent->fd = -1;
	str_fini(&agent->pending);
}

/* Reads some more.  -ETIMEDOUT, -ECANCELED, -EPIPE when the node hung up. */
static int fill(struct agent *agent, int64_t until_ms)
{
	char buffer[8192];

	for (;;) {
		struct pollfd fd = { agent->fd, POLLIN, 0 };
		int64_t left = until_ms - log_now_ms();
		ssize_t n;

		if (agent->stop && agent->stop())
			return -ECANCELED;
		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&fd, 1, left < 200 ? (int)left : 200) <= 0)
			continue;
		n = read(agent->fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EPIPE;
		str_addn(&agent->pending, buffer, (size_t)n);
		return 0;
	}
}

static void use(struct agent *agent, size_t n)
{
	memmove(agent->pending.s, agent->pending.s + n, agent->pending.n - n + 1);
	agent->pending.n -= n;
}

/* Takes the next line into `line`. */
static int next_line(struct agent *agent, int64_t until_ms, char *line, size_t room)
{
	for (;;) {
		const char *end =
			agent->pending.n ? strchr(agent->pending.s, '\n') : NULL;
		int rc;

		if (end && (size_t)(end - agent->pending.s) < room) {
			size_t n = (size_t)(end - agent->pending.s);

			memcpy(line, agent->pending.s, n);
			line[n] = '\0';
			use(agent, n + 1);
			return 0;
		}
		if (agent->pending.n >= room)
			return -EPROTO;
		rc = fill(agent, until_ms);
		if (rc < 0)
			return rc;
	}
}

static int take_output(struct agent *agent, size_t n, int64_t until_ms,
		       void (*output)(void *, const char *, size_t), void *arg)
{
	while (n) {
		size_t part = agent->pending.n < n ? agent->pending.n : n;
		int rc = part ? 0 : fill(agent, until_ms);

		if (rc < 0)
			return rc;
		if (part) {
			output(arg, agent->pending.s, part);
			use(agent, part);
		}
		n -= part;
	}
	return 0;
}

static int wait_ready(struct agent *agent, int64_t until_ms)
{
	char line[64];
	int rc = 0;

	while (rc == 0 && !agent->ready) {
		rc = next_line(agent, until_ms, line, sizeof(line));
		agent->ready = rc == 0 && strcmp(line, "ready") == 0;
	}
	return rc;
}

static int send_script(struct agent *agent, const char *script)
{
	char head[64];
	int rc;

	snprintf(head, sizeof(head), "run %zu\n", strlen(script));
	rc = file_write_all(agent->fd, head, strlen(head));
	return rc < 0 ? rc : file_write_all(agent->fd, script, strlen(script));
}

static int follow(struct agent *agent, int64_t until_ms,
		  void (*output)(void *, const char *, size_t), void *arg, int *status)
{
	for (;;) {
		char line[64];
		unsigned long n;
		int rc = next_line(agent, until_ms, line, sizeof(line));

		if (rc < 0)
			return rc;
		n = strtoul(strchr(line, ' ') ? strchr(line, ' ') + 1 : "", NULL, 10);
		if (str_starts(line, "exit ") || str_starts(line, "signal ")) {
			*status = (int)n + (line[0] == 's' ? 128 : 0);
			return 0;
		}
		if (str_starts(line, "out "))
			rc = take_output(agent, n, until_ms, output, arg);
		if (rc < 0)
			return rc;
	}
}

int agent_run(struct log *log, struct agent *agent, const char *script, int timeout_ms,
	      void (*output)(void *arg, const char *bytes, size_t n), void *arg,
	      int *status)
{
	int64_t until_ms = log_now_ms() + timeout_ms;
	int rc = wait_ready(agent, until_ms);

	if (rc < 0)
		return log_fail(
			log, -rc,
			"the node did not take commands (%s): does its init start "
			"systemd units from /run?",
			strerror(-rc));
	rc = send_script(agent, script);
	if (rc == 0)
		rc = follow(agent, until_ms, output, arg, status);
	if (rc < 0)
		return log_fail(log, -rc, "the command `%s` did not end on the node: %s",
				script, strerror(-rc));
	return 0;
}
