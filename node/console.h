/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/console.h - what the node says: on every console, and to the kernel's log.
 */
#ifndef NODE_CONSOLE_H
#define NODE_CONSOLE_H

enum { CONSOLES = 4 };

struct console {
	int fds[CONSOLES]; /* the active consoles of the kernel, or standard error */
	int n;
	int kmsg;        /* /dev/kmsg, or -1 */
	char cause[512]; /* of the last console_fail() */
};

/* Opens every console that the kernel uses; console_fini() is not due in process 1. */
void console_init(struct console *);
void console_init_stderr(struct console *);

/* "stateless: TEXT"; never blocks. */
void console_say(struct console *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Says it, keeps it as the cause and returns -err, so that a function can end with it. */
int console_fail(struct console *, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
