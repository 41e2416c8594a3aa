/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/files.c - steps that make files of the host: join, gzip, link.
 */
#include "agent.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* A file is made under this name beside its own and renamed, so that a driver never loads
 * half of one. */
static char *name_of_new(const char *path)
{
	return mem_printf("%s.new", path);
}

static int make_parent(const struct agent *agent, const char *path)
{
	char *parent CLEANUP_FREE = path_parent(path);

	return path_make_folders(agent->log, parent, 0755);
}

static int create(const struct agent *agent, const char *path)
{
	int fd, rc = make_parent(agent, path);

	if (rc < 0)
		return rc;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	return log_fail(agent->log, errno, "%s: cannot be made: %s", path,
			strerror(errno));
}

struct sink {
	int (*put)(void *arg, const void *data, size_t n);
	void *arg;
};

/* Gives the file's bytes to the sink, which says nothing. */
static int pour(const struct agent *agent, const char *from, const struct sink *sink,
		const char *to)
{
	char *path CLEANUP_FREE = agent_file(agent, from);
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	char data[65536];
	ssize_t got = -1;
	int rc = 0;

	while (fd >= 0 && rc == 0 && (got = read(fd, data, sizeof(data))) > 0)
		rc = sink->put(sink->arg, data, (size_t)got);
	if (rc < 0)
		return log_fail(agent->log, -rc, "%s: cannot be written: %s", to,
				strerror(-rc));
	if (got < 0)
		return log_fail(agent->log, errno, "%s: cannot be read: %s", path,
				strerror(errno));
	return 0;
}

static int put_plain(void *arg, const void *data, size_t n)
{
	return file_write_all(*(const int *)arg, data, n);
}

static int put_gzip(void *arg, const void *data, size_t n)
{
	gzFile gzip = *(gzFile *)arg;
	int status, err;

	errno = 0;
	if (gzwrite(gzip, data, (unsigned)n) == (int)n)
		return 0;
	err = errno;
	gzerror(gzip, &status);
	return status == Z_ERRNO && err ? -err : -EIO;
}

/* The file under its own name, or, after a step that failed, nothing. */
static int keep(const struct agent *agent, int rc, const char *new, const char *path)
{
	if (rc == 0)
		return file_rename(agent->log, new, path);
	unlink(new);
	return rc;
}

int step_join(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_file(agent, step->path);
	char *new CLEANUP_FREE = name_of_new(path);
	int fd CLEANUP_FD = create(agent, new);
	const struct sink sink = { put_plain, &fd };
	int rc = fd < 0 ? fd : 0;

	for (size_t i = 0; rc == 0 && i < step->list.n; i++)
		rc = pour(agent, step->list.v[i], &sink, new);
	return keep(agent, rc, new, path);
}

/* The descriptor is given to zlib, which writes a head without name and time. */
static int write_gzip(const struct agent *agent, const char *from, int fd, const char *to)
{
	gzFile gzip = gzdopen(fd, "wb6");
	const struct sink sink = { put_gzip, &gzip };
	int rc;

	if (!gzip) {
		close(fd);
		return log_fail(agent->log, ENOMEM, "%s: out of memory", to);
	}
	rc = pour(agent, from, &sink, to);
	errno = 0;
	if (gzclose(gzip) != Z_OK && rc == 0)
		rc = log_fail(agent->log, errno ? errno : EIO,
			      "%s: cannot be written whole: %s", to,
			      strerror(errno ? errno : EIO));
	return rc;
}

int step_gzip(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_file(agent, step->path);
	char *new CLEANUP_FREE = name_of_new(path);
	int fd = create(agent, new);
	int rc = fd < 0 ? fd : write_gzip(agent, step->list.v[0], fd, new);

	return keep(agent, rc, new, path);
}

int step_link(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_file(agent, step->path);
	int rc = make_parent(agent, path);

	return rc < 0 ? rc : file_swap_link(agent->log, step->text, path);
}
