/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/selinux_relabel.c - labels of what this program wrote, by the image's restorecon.
 */
#include "selinux.h"
#include "sysfile.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RELABEL_MS = 60000 };

static const char *find_program(void)
{
	static const char *const usual[] = { "/usr/sbin/restorecon", "/sbin/restorecon",
					     "/usr/bin/restorecon" };

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (access(usual[i], X_OK) == 0)
			return usual[i];
	return NULL;
}

struct listing {
	int to;
	dev_t device;  /* other file systems are not ours */
	int64_t since; /* seconds: older entries are not */
};

/* 1: a folder or file that is to be looked into, or listed. */
static int is_ours(const struct listing *listing, int folder, const char *name,
		   struct stat *st)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       fstatat(folder, name, st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st->st_dev == listing->device;
}

/* Writes the paths of entries below the folder, each ended by NUL; closes it. */
static void list(const struct listing *listing, int folder, const char *path)
{
	DIR *dir = fdopendir(folder);
	const struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir))) {
		char below[PATH_MAX];
		const char *name = entry->d_name;
		int n, fd;

		if (!is_ours(listing, dirfd(dir), name, &st))
			continue;
		n = snprintf(below, sizeof(below), "%s/%s", path, name);
		if (n < 0 || (size_t)n >= sizeof(below) ||
		    (st.st_ctime >= listing->since &&
		     sysfile_write_all(listing->to, below, (size_t)n + 1) < 0))
			continue;
		fd = openat(dirfd(dir), name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0)
			list(listing, fd, below);
	}
	if (dir)
		closedir(dir);
	else
		close(folder);
}

static void list_all(struct node *node, int to)
{
	struct listing listing = { .to = to, .since = node->upper_since };
	struct stat st;

	if (fstat(node->upper, &st) == 0) {
		listing.device = st.st_dev;
		list(&listing, node->upper, "");
	} else {
		close(node->upper);
	}
}

static pid_t start(const char *program, int from)
{
	/* -F: user, role and type; -i: what is not there is no error; -0 -f: the list */
	const char *const argv[] = { program, "-F", "-i", "-0", "-f", "-", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		dup2(from, STDIN_FILENO);
		execve(program, (char *const *)argv, (char *const[]){ NULL });
		_exit(127);
	}
	return pid;
}

/* Ends it when its time is out; the status, or -1. */
static int wait_for(pid_t pid)
{
	int64_t end = clock_ms() + RELABEL_MS;
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (clock_ms() > end)
			kill(pid, SIGKILL);
		clock_sleep(10);
	}
	return status;
}

void selinux_relabel(struct node *node)
{
	const char *program = find_program();
	int ends[2], status;
	pid_t pid;

	if (!node->has_policy || node->upper <= 0)
		return;
	if (!program || pipe2(ends, O_CLOEXEC) != 0) {
		console_say(&node->console,
			    "image %s has a SELinux policy and no restorecon "
			    "(policycoreutils): files of this node have their folders' "
			    "labels",
			    node->manifest.image);
		return;
	}
	signal(SIGPIPE, SIG_IGN);
	pid = start(program, ends[0]);
	close(ends[0]);
	if (pid > 0)
		list_all(node, ends[1]);
	close(ends[1]);
	node->upper = 0;
	status = pid > 0 ? wait_for(pid) : -1;
	signal(SIGPIPE, SIG_DFL);
	if (status != 0)
		console_say(&node->console, "%s could not label this node's files",
			    program);
}
