/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/child.c - processes of the server: forked, watched, ended.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool is_kept(int fd, int ready, const int *keep)
{
	if (fd <= STDERR_FILENO || fd == ready)
		return true;
	for (; *keep >= 0; keep++)
		if (*keep == fd)
			return true;
	return false;
}

static void close_others(int ready, const int *keep)
{
	int highest = ready;

	for (const int *k = keep; *k >= 0; k++)
		if (*k > highest)
			highest = *k;
	for (int fd = 0; fd < highest; fd++)
		if (!is_kept(fd, ready, keep))
			close(fd);
	(void)syscall(SYS_close_range, (unsigned)highest + 1, ~0u, 0);
}

static void set_signals(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
}

int child_start(struct log *log, const struct child_work *work, struct child *child)
{
	int ready[2];
	pid_t pid;

	*child = (struct child){ .name = work->name, .ready = -1 };
	if (pipe2(ready, O_CLOEXEC) != 0)
		return log_fail(log, errno, "cannot make a pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		set_signals();
		close_others(ready[1], work->keep);
		_exit(work->run(work->arg, ready[1]));
	}
	close(ready[1]);
	if (pid < 0) {
		int err = errno;

		close(ready[0]);
		return log_fail(log, err, "cannot start the %s: %s", work->name,
				strerror(err));
	}
	child->pid = pid;
	child->ready = ready[0];
	return 0;
}

void child_say_ready(int ready)
{
	ssize_t n = write(ready, "", 1);

	(void)n; /* a parent that is gone is noticed elsewhere */
	close(ready);
}

static int wait_byte(int fd, int timeout_ms)
{
	int64_t until = log_now_ms() + timeout_ms;
	char byte;
	ssize_t n;

	for (;;) {
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		int64_t left = until - log_now_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&poller, 1, (int)left) <= 0)
			continue;
		n = read(fd, &byte, 1);
		if (n >= 0 || errno != EINTR)
			return n == 1 ? 0 : -ECHILD;
	}
}

int child_wait_ready(struct log *log, struct child *child, int timeout_ms)
{
	int rc = wait_byte(child->ready, timeout_ms);

	close(child->ready);
	child->ready = -1;
	if (rc == -ETIMEDOUT)
		return log_fail(log, ETIMEDOUT, "the %s was not ready within %d seconds",
				child->name, timeout_ms / 1000);
	if (rc < 0)
		return log_fail(log, -rc, "the %s did not start", child->name);
	return 0;
}

bool child_has_ended(struct log *log, struct child *child)
{
	int status;

	if (child->pid <= 0 || waitpid(child->pid, &status, WNOHANG) != child->pid)
		return false;
	child->pid = 0;
	if (WIFSIGNALED(status))
		log_fail(log, ECHILD, "the %s was ended by signal %d (%s)", child->name,
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_fail(log, ECHILD, "the %s ended with status %d", child->name,
			 WEXITSTATUS(status));
	return true;
}

static bool reap(pid_t pid, int within_ms)
{
	int64_t until = log_now_ms() + within_ms;
	const struct timespec pause = { 0, 10000000 };

	for (;;) {
		pid_t got = waitpid(pid, NULL, WNOHANG);

		if (got == pid || (got < 0 && errno != EINTR))
			return true;
		if (log_now_ms() >= until)
			return false;
		nanosleep(&pause, NULL);
	}
}

void child_stop(struct child *child, int number, int grace_ms)
{
	if (child->ready >= 0)
		close(child->ready);
	child->ready = -1;
	if (child->pid <= 0)
		return;
	if (number)
		kill(child->pid, number);
	if (!reap(child->pid, grace_ms)) {
		kill(child->pid, SIGKILL);
		(void)reap(child->pid, 10000);
	}
	child->pid = 0;
}
