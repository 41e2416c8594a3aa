/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/console.c - what the node says.
 */
#include "console.h"
#include "sysfile.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "tty0 ttyS0": each gets every line, since nobody knows where somebody looks. */
void console_init(struct console *console)
{
	char names[256], path[300], *at = names, *name;

	*console = (struct console){ .kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC) };
	if (sysfile_read("/sys/class/tty/console/active", names, sizeof(names)) < 0)
		names[0] = '\0';
	while ((name = strsep(&at, " \n")) && console->n < CONSOLES) {
		int fd;

		if (!*name)
			continue;
		snprintf(path, sizeof(path), "/dev/%s", name);
		fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0)
			console->fds[console->n++] = fd;
	}
	if (console->n == 0)
		console->fds[console->n++] = STDERR_FILENO;
}

void console_init_stderr(struct console *console)
{
	*console = (struct console){ .fds = { STDERR_FILENO }, .n = 1, .kmsg = -1 };
}

/* The copy for the kernel's log has level debug: its consoles were served already. */
static void put(struct console *console, const char *text)
{
	char line[1100];
	int n;

	n = snprintf(line, sizeof(line), "stateless: %.1000s\r\n", text);
	for (int i = 0; i < console->n; i++)
		if (write(console->fds[i], line, (size_t)n) < 0)
			continue; /* a full or broken console must not stop the boot */
	if (console->kmsg < 0)
		return;
	n = snprintf(line, sizeof(line), "<31>stateless: %.900s\n", text);
	if (write(console->kmsg, line, (size_t)n) < 0)
		console->kmsg = -1;
}

void console_say(struct console *console, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put(console, text);
}

int console_fail(struct console *console, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(console->cause, sizeof(console->cause), fmt, ap);
	va_end(ap);
	put(console, console->cause);
	return -err;
}
