/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/inroot.c - files of the new root, reached as its own processes reach them.
 */
#include "inroot.h"
#include "sysfile.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
	const char *path, *text;
	mode_t mode;
	int (*run)(const struct job *);
	int (*any)(void *arg);
	void *arg;
};

/* The child's status is an errno, which fits a byte. */
static int in_root(const char *root, const struct job *job)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		if (chroot(root) != 0 || chdir("/") != 0)
			_exit(errno);
		_exit(-job->run(job));
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

static int run_is_program(const struct job *job)
{
	struct stat st;

	if (stat(job->path, &st) != 0)
		return -errno;
	return S_ISREG(st.st_mode) && (st.st_mode & 0111) ? 0 : -EACCES;
}

static int run_is_missing(const struct job *job)
{
	struct stat st;

	if (lstat(job->path, &st) != 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) && st.st_size == 0 ? 0 : -EEXIST;
}

static int run_write(const struct job *job)
{
	return sysfile_write(job->path, job->mode, job->text, strlen(job->text));
}

static int run_link(const struct job *job)
{
	return sysfile_link(job->text, job->path);
}

int inroot_is_program(const char *root, const char *path)
{
	struct job job = { .path = path, .run = run_is_program };

	return path[0] == '/' && in_root(root, &job) == 0;
}

int inroot_is_missing(const char *root, const char *path)
{
	struct job job = { .path = path, .run = run_is_missing };

	return in_root(root, &job) == 0;
}

int inroot_write(const char *root, const char *path, mode_t mode, const char *text)
{
	struct job job = { .path = path, .text = text, .mode = mode, .run = run_write };

	return in_root(root, &job);
}

int inroot_link(const char *root, const char *target, const char *path)
{
	struct job job = { .path = path, .text = target, .run = run_link };

	return in_root(root, &job);
}

static int run_any(const struct job *job)
{
	return job->any(job->arg);
}

int inroot_run(const char *root, int (*run)(void *arg), void *arg)
{
	struct job job = { .run = run_any, .any = run, .arg = arg };

	return in_root(root, &job);
}
