/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/exec.h - other programs, started without a shell.
 */
#ifndef BASE_EXEC_H
#define BASE_EXEC_H

#include "log.h"

#include <stdint.h>
#include <sys/types.h>

enum exec_flag {
	EXEC_STATUS = 1u << 0,  /* a non-zero exit is returned, and not said            */
	EXEC_QUIET = 1u << 1,   /* its stderr is kept for the message only              */
	EXEC_INHERIT = 1u << 2, /* keeps our standard input, output and error           */
	/* with EXEC_INHERIT: standard input is a terminal whose foreground we are; the
	 * program becomes that, as a shell would make it, and cannot be suspended */
	EXEC_TERMINAL = 1u << 3,
	EXEC_MERGED = 1u << 4 /* its stderr goes where its stdout goes                 */
};

struct exec {
	unsigned flags;
	const char *const *argv; /* argv[0] is searched in a fixed PATH              */
	const char *const *env;  /* NAME=value, added to a clean environment; or NULL */
	const char *root;        /* chroot there first, or NULL                      */
	const char *folder;      /* chdir there, or NULL                             */
	const char *input;       /* file for its standard input; NULL: /dev/null     */
	const char *output;      /* file for its standard output; NULL: see line     */
	void (*line)(void *arg,
		     const char *line); /* gets stdout by lines, or NULL: debug */
	void *arg;
	/* asked about five times a second; true ends the program (SIGTERM, then SIGKILL
	 * after ten seconds) and exec_run returns -ECANCELED; or NULL */
	int (*cancelled)(void *arg);
	void *cancelled_arg;
};

#define EXEC_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Runs it to its end.  0, or the exit status with EXEC_STATUS, or -errno after saying
 * which program failed, how (exit status or signal), and the end of its stderr. */
int exec_run(struct log *, const struct exec *) MUST_CHECK;

/* Starts it in a process group of its own that dies with us; its output goes to `output`
 * (both streams), or /dev/null.  Returns its pid, or -errno. */
pid_t exec_start(struct log *, const struct exec *) MUST_CHECK;

/* SIGTERM to the group, SIGKILL after `grace_ms`; reaps it.  Harmless for pid <= 0. */
void exec_stop(pid_t pid, int grace_ms);

/* The program's full path in EXEC_PATH, which the caller frees, or NULL. */
char *exec_find(const char *name);

#endif
