/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/exec.c - other programs, started without a shell.
 */
#include "exec.h"
#include "path.h"
#include "str.h"
#include "strv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TAIL = 2000, LINE_MOST = 65536, LAST_WORDS_MS = 2000 };

char *exec_find(const char *name)
{
	struct strv folders CLEANUP_STRV = { 0 };

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? mem_dup(name) : NULL;
	strv_split(&folders, EXEC_PATH, ":");
	for (size_t i = 0; i < folders.n; i++) {
		char *path = path_join(folders.v[i], name);

		if (access(path, X_OK) == 0 && !path_is_folder(path))
			return path;
		mem_cleanup_free(&path);
	}
	return NULL;
}

static bool same_variable(const char *a, const char *b)
{
	size_t n = strcspn(a, "=");

	return strncmp(a, b, n) == 0 && b[n] == '=';
}

/* Of a variable given twice the last counts; programs differ in which they would take. */
static void set_variable(struct strv *env, const char *variable)
{
	for (size_t i = 0; i < env->n; i++)
		if (same_variable(variable, env->v[i])) {
			free(env->v[i]);
			env->v[i] = mem_dup(variable);
			return;
		}
	strv_add(env, variable);
}

static void clean_environment(const struct exec *exec, struct strv *env)
{
	strv_add(env, "PATH=" EXEC_PATH);
	strv_add(env, "LC_ALL=C.UTF-8");
	strv_add(env, "HOME=/root");
	strv_add(env, "TZ=UTC");
	for (const char *const *e = exec->env; e && *e; e++)
		set_variable(env, *e);
}

/* In the child, in a process group of its own. */
static void take_terminal(void)
{
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(STDIN_FILENO, getpgrp());
	signal(SIGTTOU, SIG_DFL);
}

/* In the child.  Never returns; what fails is told by a line on its stderr. */
static void become(const struct exec *exec, const char *program, const struct strv *env,
		   const int fds[3])
{
	sigset_t none;

	signal(SIGPIPE, SIG_DFL);
	if (exec->flags & EXEC_TERMINAL)
		take_terminal();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0 && dup2(fds[i], i) < 0)
			_exit(126);
	/* What others left open without close-on-exec is no business of the program. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	if (exec->root && (chroot(exec->root) != 0 || chdir("/") != 0)) {
		dprintf(2, "cannot enter %s: %s\n", exec->root, strerror(errno));
		_exit(126);
	}
	if (exec->folder && chdir(exec->folder) != 0) {
		dprintf(2, "cannot enter %s: %s\n", exec->folder, strerror(errno));
		_exit(126);
	}
	environ = env->v;
	execvp(program ? program : exec->argv[0], (char *const *)(uintptr_t)exec->argv);
	dprintf(2, "cannot run %s: %s\n", exec->argv[0], strerror(errno));
	_exit(127);
}

static pid_t spawn(const struct exec *exec, const int fds[3], bool own_group)
{
	struct strv env CLEANUP_STRV = { 0 };
	char *program CLEANUP_FREE = exec->root ? NULL : exec_find(exec->argv[0]);
	pid_t pid;

	if (!program && !exec->root)
		return -ENOENT;
	clean_environment(exec, &env);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (own_group)
			setpgid(0, 0);
		become(exec, program, &env, fds);
	}
	return pid;
}

struct stream {
	int fd;
	struct str line;
	struct str tail; /* of stderr, for the message */
	struct log *log;
	const struct exec *exec;
	bool error;
};

static void stream_line(struct stream *stream, const char *line)
{
	if (stream->error) {
		str_addf(&stream->tail, "\n    %s", line);
		if (stream->tail.n > 2 * TAIL) {
			memmove(stream->tail.s, stream->tail.s + stream->tail.n - TAIL,
				TAIL + 1);
			stream->tail.n = TAIL;
		}
		log_debug(stream->log, "%s: %s", stream->exec->argv[0], line);
	} else if (stream->exec->line) {
		stream->exec->line(stream->exec->arg, line);
	} else {
		log_debug(stream->log, "%s: %s", stream->exec->argv[0], line);
	}
}

static void stream_text(struct stream *stream, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] != '\n' && stream->line.n < LINE_MOST) {
			str_addn(&stream->line, text + i, 1);
			continue;
		}
		stream_line(stream, str_text(&stream->line));
		stream->line.n = 0;
		str_add(&stream->line, "");
	}
}

static void stream_end(struct stream *stream)
{
	if (stream->line.n)
		stream_line(stream, str_text(&stream->line));
	stream->line.n = 0;
	close(stream->fd);
	stream->fd = -1;
}

static void stream_read(struct stream *stream)
{
	char buffer[8192];
	ssize_t n = read(stream->fd, buffer, sizeof(buffer));

	if (n > 0)
		stream_text(stream, buffer, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		stream_end(stream);
}

struct ending {
	bool asked;
	int64_t kill_at_ms;
};

static void check_cancelled(const struct exec *exec, pid_t pid, struct ending *ending)
{
	if (!ending->asked && exec->cancelled && exec->cancelled(exec->cancelled_arg)) {
		ending->asked = true;
		ending->kill_at_ms = log_now_ms() + 10000;
		kill(pid, SIGTERM);
	} else if (ending->asked && log_now_ms() > ending->kill_at_ms) {
		kill(pid, SIGKILL);
	}
}

/* Reads what is there, or comes within the time.  False: nothing was. */
static bool read_streams(struct stream streams[2], int wait_ms)
{
	struct pollfd fds[2] = { { streams[0].fd, POLLIN, 0 },
				 { streams[1].fd, POLLIN, 0 } };
	int ready = poll(fds, 2, wait_ms);

	for (int i = 0; i < 2; i++)
		if (ready > 0 && fds[i].revents)
			stream_read(&streams[i]);
	return ready > 0;
}

/* Reads both streams until the program has ended, and what it wrote last.  Neither a
 * daemon that it left behind with our pipe in its hand, however much that writes, nor a
 * program that closes both and goes on is waited for without looking at cancelled(). */
static int attend(const struct exec *exec, pid_t pid, struct stream streams[2],
		  struct ending *ending)
{
	int status = 0;
	int64_t until;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		bool closed = streams[0].fd < 0 && streams[1].fd < 0;

		read_streams(streams, closed ? 5 : 200);
		check_cancelled(exec, pid, ending);
	}
	until = log_now_ms() + LAST_WORDS_MS;
	while (read_streams(streams, 0) && log_now_ms() < until)
		;
	return status;
}

static int judge(struct log *log, const struct exec *exec, int status, const char *tail)
{
	if (WIFSIGNALED(status))
		return log_fail(log, EIO, "%s was ended by signal %d (%s)%s",
				exec->argv[0], WTERMSIG(status),
				strsignal(WTERMSIG(status)), tail);
	if (WEXITSTATUS(status) == 0)
		return 0;
	if (exec->flags & EXEC_STATUS)
		return WEXITSTATUS(status);
	return log_fail(log, EIO, "%s failed with exit status %d%s", exec->argv[0],
			WEXITSTATUS(status), tail);
}

struct pipes {
	int in, out[2], err[2];
};

static void pipes_close(struct pipes *pipes)
{
	const int all[] = { pipes->in, pipes->out[0], pipes->out[1], pipes->err[0],
			    pipes->err[1] };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] >= 0)
			close(all[i]);
}

static int pipes_open(struct log *log, const struct exec *exec, struct pipes *pipes)
{
	const char *input = exec->input ? exec->input : "/dev/null";

	*pipes = (struct pipes){ -1, { -1, -1 }, { -1, -1 } };
	pipes->in = open(input, O_RDONLY | O_CLOEXEC);
	if (pipes->in < 0)
		return log_fail(log, errno, "cannot read %s for %s: %s", input,
				exec->argv[0], strerror(errno));
	if (exec->output) {
		pipes->out[1] = open(exec->output,
				     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (pipes->out[1] < 0)
			return log_fail(log, errno, "cannot write %s for %s: %s",
					exec->output, exec->argv[0], strerror(errno));
	} else if (pipe2(pipes->out, O_CLOEXEC) != 0) {
		return log_fail(log, errno, "cannot make a pipe: %s", strerror(errno));
	}
	if (pipe2(pipes->err, O_CLOEXEC) != 0)
		return log_fail(log, errno, "cannot make a pipe: %s", strerror(errno));
	return 0;
}

static int say_not_started(struct log *log, const struct exec *exec, pid_t pid)
{
	if (pid == -ENOENT)
		return log_fail(log, ENOENT,
				"cannot run %s: there is no such program; install the "
				"package that has it",
				exec->argv[0]);
	return log_fail(log, (int)-pid, "cannot start %s: %s", exec->argv[0],
			strerror((int)-pid));
}

/* Nobody but we could continue what a key has suspended. */
static int attend_inherited(const struct exec *exec, pid_t pid)
{
	const int options = exec->flags & EXEC_TERMINAL ? WUNTRACED : 0;
	int status = 0;

	for (;;) {
		pid_t ended = waitpid(pid, &status, options);

		if (ended == pid && WIFSTOPPED(status))
			kill(-pid, SIGCONT);
		else if (ended >= 0 || errno != EINTR)
			return status;
	}
}

static int run_inherited(struct log *log, const struct exec *exec)
{
	const int keep[3] = { -1, -1, -1 };
	pid_t pid = spawn(exec, keep, exec->flags & EXEC_TERMINAL);

	if (pid < 0)
		return say_not_started(log, exec, pid);
	return judge(log, exec, attend_inherited(exec, pid), "");
}

int exec_run(struct log *log, const struct exec *exec)
{
	struct stream streams[2] = { { .log = log, .exec = exec },
				     { .log = log, .exec = exec, .error = true } };
	struct ending ending = { 0 };
	struct pipes pipes;
	int rc, status;
	pid_t pid;

	if (exec->flags & EXEC_INHERIT)
		return run_inherited(log, exec);
	rc = pipes_open(log, exec, &pipes);
	if (rc < 0) {
		pipes_close(&pipes);
		return rc;
	}
	pid = spawn(
		exec,
		(const int[3]){ pipes.in, pipes.out[1],
				exec->flags & EXEC_MERGED ? pipes.out[1] : pipes.err[1] },
		false);
	streams[0].fd = pipes.out[0];
	streams[1].fd = pipes.err[0];
	pipes.out[0] = pipes.err[0] = -1;
	pipes_close(&pipes);
	if (pid < 0) {
		rc = say_not_started(log, exec, pid);
	} else {
		status = attend(exec, pid, streams, &ending);
		rc = ending.asked ? -ECANCELED
				  : judge(log, exec, status, str_text(&streams[1].tail));
	}
	for (int i = 0; i < 2; i++) {
		if (streams[i].fd >= 0)
			stream_end(&streams[i]);
		str_fini(&streams[i].line);
		str_fini(&streams[i].tail);
	}
	return rc;
}

pid_t exec_start(struct log *log, const struct exec *exec)
{
	const char *output = exec->output ? exec->output : "/dev/null";
	int in CLEANUP_FD = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int out CLEANUP_FD =
		open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	pid_t pid;

	if (in < 0 || out < 0)
		return log_fail(log, errno, "cannot open %s for %s: %s", output,
				exec->argv[0], strerror(errno));
	pid = spawn(exec, (const int[3]){ in, out, out }, true);
	return pid < 0 ? say_not_started(log, exec, pid) : pid;
}

void exec_stop(pid_t pid, int grace_ms)
{
	int64_t until = log_now_ms() + grace_ms;

	if (pid <= 0)
		return;
	kill(-pid, SIGTERM);
	kill(pid, SIGTERM);
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (log_now_ms() > until) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
			return;
		}
		poll(NULL, 0, 20);
	}
	kill(-pid, SIGKILL);
}
