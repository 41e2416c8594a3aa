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

void worker_note_hook(struct worker_note *note, const char *plugin, const char *hook)
{
	if (!note)
		return;
	snprintf(note->plugin, sizeof(note->plugin), "%s", plugin ? plugin : "");
	snprintf(note->hook, sizeof(note->hook), "%s", hook ? hook : "");
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

/* Kills it when stop says so.  Returns its wait status. */
static int attend(pid_t pid, bool (*stop)(void), bool *stopped)
{
	int fd CLEANUP_FD = (int)syscall(SYS_pidfd_open, pid, 0);
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct pollfd ended = { fd, POLLIN, 0 };

		if (!*stopped && stop && stop()) {
			*stopped = true;
			kill(pid, SIGKILL);
		}
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
	if (!note->plugin[0])
		return log_fail(log, EIO, "the worker died outside of any plugin (%s)",
				how);
	return log_fail(
		log, EIO,
		"plugin %s died in its hook %s (%s); the plugin is defective: report "
		"this to whoever made it",
		note->plugin, note->hook, how);
}

int worker_run(struct log *log, int (*work)(void *arg, struct worker_note *note),
	       void *arg, bool (*stop)(void))
{
	struct worker_note *note = mmap(NULL, sizeof(*note), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool stopped = false;
	int status, rc;
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
	status = attend(pid, stop, &stopped);
	rc = stopped ? -ECANCELED : judge(log, note, status);
	munmap(note, sizeof(*note));
	return rc;
}
