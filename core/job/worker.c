/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/worker.c - a process with namespaces of its own, in which plugins' hooks run.
 */
#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void worker_note_hook(struct worker_note *note, const char *plugin, const char *hook,
		      unsigned seconds)
{
	if (!note)
		return;
	snprintf(note->hook.plugin, sizeof(note->hook.plugin), "%s", plugin);
	snprintf(note->hook.name, sizeof(note->hook.name), "%s", hook);
	note->hook.seconds = seconds;
	note->hook.until_ms = seconds ? log_now_ms() + seconds * INT64_C(1000) : 0;
}

/* In the worker.  As the first process of its PID namespace it takes everything it
 * started with it when it ends, and the kernel unmounts what only its mount namespace
 * holds. */
static int settle(struct log *log)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0)
		return log_fail(log, errno,
				"cannot make a mount namespace of our own: %s",
				strerror(errno));
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
		return log_fail(log, errno, "cannot mount /proc for the worker: %s",
				strerror(errno));
	return 0;
}

static pid_t start(struct log *log)
{
	pid_t pid;

	fflush(NULL);
	pid = (pid_t)syscall(SYS_clone, SIGCHLD | CLONE_NEWNS | CLONE_NEWPID, NULL, NULL,
			     NULL, NULL);
	if (pid < 0)
		return log_fail(
			log, errno,
			"cannot start a worker with mount and PID namespaces: %s; this "
			"needs root (CAP_SYS_ADMIN)",
			strerror(errno));
	return pid;
}

static bool is_late(const struct worker_note *note)
{
	const volatile int64_t *until = &note->hook.until_ms;

	return *until && log_now_ms() > *until;
}

/* Kills it when stop says so, or the hook that runs has had its time; *why is then what
 * worker_run() returns.  Returns its wait status. */
static int attend(pid_t pid, const struct worker_note *note, bool (*stop)(void), int *why)
{
	int fd CLEANUP_FD = (int)syscall(SYS_pidfd_open, pid, 0);
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct pollfd ended = { fd, POLLIN, 0 };

		if (*why == 0 && stop && stop())
			*why = -ECANCELED;
		else if (*why == 0 && is_late(note))
			*why = -ETIMEDOUT;
		if (*why < 0)
			kill(pid, SIGKILL);
		poll(&ended, 1, fd < 0 ? 20 : 200);
	}
	return status;
}

static int judge(struct log *log, const struct worker_note *note, int status)
{
	const char *how =
		WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "early exit";

	if (WIFEXITED(status) && note->done)
		return note->rc;
	if (!note->hook.plugin[0])
		return log_fail(log, EIO, "the worker died outside of any plugin (%s)",
				how);
	return log_fail(
		log, EIO,
		"plugin %s died in its hook %s (%s); the plugin is defective: report "
		"this to whoever made it",
		note->hook.plugin, note->hook.name, how);
}

static int say_late(struct log *log, const struct worker_note *note)
{
	return log_fail(
		log, ETIMEDOUT,
		"plugin %s: its hook %s had not ended after %u s and was stopped; "
		"if it needs longer, say so by hook_timeout in stateless.conf",
		note->hook.plugin, note->hook.name, note->hook.seconds);
}

int worker_run(struct log *log, int (*work)(void *arg, struct worker_note *note),
	       void *arg, bool (*stop)(void))
{
	struct worker_note *note = mmap(NULL, sizeof(*note), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, rc, why = 0;
	pid_t pid;

	if (note == MAP_FAILED)
		return log_fail(log, ENOMEM, "cannot map memory for the worker");
	pid = start(log);
	if (pid < 0) {
		munmap(note, sizeof(*note));
		return pid;
	}
	if (pid == 0) {
		rc = settle(log);
		note->rc = rc < 0 ? rc : work(arg, note);
		note->done = 1;
		fflush(NULL);
		_exit(0);
	}
	status = attend(pid, note, stop, &why);
	if (why == -ETIMEDOUT)
		rc = say_late(log, note);
	else
		rc = why < 0 ? why : judge(log, note, status);
	munmap(note, sizeof(*note));
	return rc;
}
