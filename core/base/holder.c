/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/holder.c - who holds a lock, by what the kernel tells.
 *
 * A line of /proc/locks (proc(5)): "1: FLOCK  ADVISORY  WRITE 31241 fe:00:5308519 0 EOF",
 * which is number, kind, mode, access, process, MAJOR:MINOR:INODE (the first two in hex),
 * start and end.  A name in the lock file itself would be one more thing to write, and
 * be that of an earlier holder until it is written.
 */
#include "holder.h"
#include "str.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum { COMMAND_MOST = 4096, COMMAND_SHOWN = 200 };

static bool is_of(const char *line, const struct stat *st, int *pid)
{
	unsigned long long inode;
	unsigned major_, minor_;

	return sscanf(line, "%*d: FLOCK %*s WRITE %d %x:%x:%llu", pid, &major_, &minor_,
		      &inode) == 4 &&
	       *pid > 0 && inode == st->st_ino && major_ == major(st->st_dev) &&
	       minor_ == minor(st->st_dev);
}

static int find(const char *path)
{
	FILE *locks = fopen("/proc/locks", "re");
	struct stat st;
	char line[256];
	int pid = 0, found = 0;

	if (locks && stat(path, &st) == 0)
		while (!found && fgets(line, sizeof(line), locks))
			found = is_of(line, &st, &pid) ? pid : 0;
	if (locks)
		fclose(locks);
	return found;
}

/* Arguments end with a NUL each; what would upset a terminal is not shown. */
static void make_printable(struct str *text)
{
	while (text->n && text->s[text->n - 1] == '\0')
		text->n--;
	for (size_t i = 0; i < text->n; i++)
		if ((unsigned char)text->s[i] < ' ' || text->s[i] == 127)
			text->s[i] = ' ';
	if (text->n > COMMAND_SHOWN)
		text->n = COMMAND_SHOWN;
}

char *holder_of(const char *path)
{
	int pid = find(path);
	char *file CLEANUP_FREE = mem_printf("/proc/%d/cmdline", pid);
	FILE *stream = pid ? fopen(file, "re") : NULL;
	struct str command CLEANUP_STR = { 0 };
	char buffer[COMMAND_MOST];

	if (!pid)
		return mem_dup("another process");
	if (!stream)
		return mem_printf("process %d, which has ended", pid);
	str_addn(&command, buffer, fread(buffer, 1, sizeof(buffer), stream));
	fclose(stream);
	make_printable(&command);
	return mem_printf("process %d (%.*s)", pid, (int)command.n, str_text(&command));
}
