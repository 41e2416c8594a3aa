/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/guard.c - hooks that run in this very process, and must not end it unsaid.
 */
#include "guard.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM };

enum { DEADLY = sizeof(deadly) / sizeof(deadly[0]), STACK = 64 << 10 };

/* A signal's handler is given nothing, so what it must know is the process's. */
static struct {
	const char *volatile plugin, *volatile hook; /* NULL: no hook runs */
	struct sigaction before[DEADLY];
	unsigned char stack[STACK]; /* a hook may have used up the usual one */
	int is_ready;
} guard;

static void put(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(EXIT_FAILURE);
}

static void end(const char *how)
{
	put("stateless: plugin ");
	put(guard.plugin);
	put(" ");
	put(how);
	put(" in its hook ");
	put(guard.hook);
	put("; nothing was changed.  The plugin is defective: report this to whoever "
	    "made it\n");
	_exit(EXIT_FAILURE);
}

static const char *name_of(int number)
{
	switch (number) {
	case SIGALRM:
		return "hangs";
	case SIGABRT:
		return "aborted";
	case SIGFPE:
		return "crashed (arithmetic error)";
	case SIGILL:
		return "crashed (illegal instruction)";
	default:
		return "crashed (bad memory access)";
	}
}

/* A signal that is not a plugin's doing takes its former way: it comes again. */
static void take_signal(int number)
{
	if (guard.plugin)
		end(name_of(number));
	for (size_t i = 0; i < DEADLY; i++)
		if (deadly[i] == number)
			sigaction(number, &guard.before[i], NULL);
	if (number == SIGABRT)
		raise(number);
}

static void take_exit(void)
{
	if (guard.plugin)
		end("called exit()");
}

static void get_ready(void)
{
	const stack_t stack = { .ss_sp = guard.stack, .ss_size = sizeof(guard.stack) };
	struct sigaction action = { .sa_handler = take_signal, .sa_flags = SA_ONSTACK };

	if (guard.is_ready)
		return;
	guard.is_ready = 1;
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < DEADLY; i++)
		sigaction(deadly[i], &action, &guard.before[i]);
	atexit(take_exit);
}

static void set_timer(unsigned seconds)
{
	const struct itimerval value = { .it_value = { .tv_sec = seconds } };

	setitimer(ITIMER_REAL, &value, NULL);
}

void guard_enter(const char *plugin, const char *hook, unsigned seconds)
{
	get_ready();
	guard.hook = hook;
	guard.plugin = plugin;
	set_timer(seconds);
}

void guard_leave(void)
{
	set_timer(0);
	guard.plugin = NULL;
}
