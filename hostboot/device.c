/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/device.c - steps that touch a device: wait, write, stream.
 */
#include "agent.h"

#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum {
	LOOK_MS = 200, /* between two looks, where the driver does not tell of changes */
	STATE_BYTES = 4096,
	STREAM_MS = 600000 /* a whole stream; a device takes its image in seconds */
};

/* Waits until the driver says that the file changed (sysfs_notify), or for LOOK_MS: one
 * that only says that it cannot be waited for must not keep a processor busy. */
static void await_change(int fd)
{
	struct pollfd change = { .fd = fd, .events = POLLPRI };

	if (poll(&change, 1, LOOK_MS) > 0 && !(change.revents & POLLPRI))
		poll(NULL, 0, LOOK_MS);
}

static ssize_t read_state(int fd, char text[STATE_BYTES])
{
	ssize_t got = pread(fd, text, STATE_BYTES - 1, 0);

	if (got < 0)
		return -errno;
	text[got] = '\0';
	return got;
}

/* The next line without the blanks around it; NULL after the last. */
static char *next_line(char **text)
{
	char *line = strsep(text, "\n");
	size_t n;

	if (!line)
		return NULL;
	line += strspn(line, " ");
	for (n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = '\0';
	return line;
}

/* What a device of one line says, and what a log said last; text is cut up. */
static const char *last_line(char *text)
{
	const char *last = "", *line;

	while ((line = next_line(&text)))
		if (*line)
			last = line;
	return last;
}

int device_read(const char *path, char **line)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	char text[STATE_BYTES];
	ssize_t got = fd < 0 ? -errno : read_state(fd, text);

	*line = NULL;
	if (got < 0)
		return (int)got;
	*line = mem_dup(last_line(text));
	return 0;
}

/* "ready", or "ERR*" for all that begin so. */
static bool is_value(const char *line, const char *value)
{
	size_t n = strlen(value) - 1;

	return value[n] == '*' ? strncmp(line, value, n) == 0 : strcmp(line, value) == 0;
}

/* A file of several lines says several things of its device.  The line that is among the
 * values, in `text`, which is cut up; or NULL. */
static const char *line_of(char *text, const struct strv *values)
{
	const char *line;

	while (values && (line = next_line(&text)))
		for (size_t i = 0; i < values->n; i++)
			if (is_value(line, values->v[i]))
				return line;
	return NULL;
}

struct look {
	char *state;  /* the last line, or why there is none */
	char *failed; /* the line that says so, or NULL */
	bool reached, unreadable;
};

static void look_fini(struct look *look)
{
	mem_cleanup_free(&look->state);
	mem_cleanup_free(&look->failed);
	*look = (struct look){ 0 };
}

static void look_at(const char *path, const struct strv *wanted, const struct strv *fail,
		    struct look *look)
{
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	char text[STATE_BYTES], copy[STATE_BYTES];
	ssize_t got = fd < 0 ? -errno : read_state(fd, text);
	const char *failed;

	look_fini(look);
	if (got < 0) {
		look->unreadable = true;
		look->state = mem_dup(strerror((int)-got));
		poll(NULL, 0, LOOK_MS);
		return;
	}
	memcpy(copy, text, (size_t)got + 1);
	look->state = mem_dup(last_line(copy));
	memcpy(copy, text, (size_t)got + 1);
	look->reached = line_of(copy, wanted) != NULL;
	failed = look->reached ? NULL : line_of(text, fail);
	look->failed = failed ? mem_dup(failed) : NULL;
	if (!look->reached && !look->failed)
		await_change(fd);
}

int step_wait(const struct agent *agent, const struct step *step, const struct strv *fail)
{
	char *path CLEANUP_FREE = agent_device(agent, step->path);
	char *wanted CLEANUP_FREE = strv_join(&step->list, "\" or \"");
	int64_t until = log_now_ms() + (int64_t)step->seconds * 1000;
	struct str state CLEANUP_STR = { 0 };
	struct look look = { 0 };
	bool reached, failed, unreadable;

	do
		look_at(path, &step->list, fail, &look);
	while (!look.reached && !look.failed && log_now_ms() < until);
	reached = look.reached;
	failed = look.failed != NULL;
	unreadable = look.unreadable;
	str_add_printable(&state, failed ? look.failed : look.state);
	look_fini(&look);
	if (reached)
		return 0;
	if (failed)
		return log_fail(agent->log, EIO,
				"%s: the device says \"%s\", \"%s\" was waited for", path,
				str_text(&state), wanted);
	if (unreadable)
		return log_fail(agent->log, ETIMEDOUT,
				"%s: cannot be read, for %u s: %s; is the device there, "
				"and its driver loaded?",
				path, step->seconds, str_text(&state));
	return log_fail(agent->log, ETIMEDOUT,
			"%s: \"%s\" after %u s, \"%s\" was waited for", path,
			str_text(&state), step->seconds, wanted);
}

/* A driver takes each write for one whole command. */
int step_write(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_device(agent, step->path);
	int fd CLEANUP_FD = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	size_t n = strlen(step->text);
	ssize_t done;

	if (fd < 0)
		return log_fail(agent->log, errno,
				"%s: cannot be opened: %s; is the driver loaded?", path,
				strerror(errno));
	done = write(fd, step->text, n);
	if (done < 0)
		return log_fail(agent->log, errno, "%s: does not take \"%s\": %s", path,
				step->text, strerror(errno));
	if ((size_t)done != n)
		return log_fail(agent->log, EIO, "%s: took %zd of the %zu bytes", path,
				done, n);
	return 0;
}

/* O_NONBLOCK: a device that takes no more must not hold the agent for ever. */
static int put(int fd, const char *data, size_t n, int64_t until)
{
	while (n > 0) {
		struct pollfd room = { .fd = fd, .events = POLLOUT };
		ssize_t done = write(fd, data, n);

		if (done > 0) {
			data += done;
			n -= (size_t)done;
		} else if (done < 0 && errno != EAGAIN && errno != EINTR) {
			return -errno;
		} else if (log_now_ms() > until) {
			return -ETIMEDOUT;
		} else {
			poll(&room, 1, LOOK_MS);
		}
	}
	return 0;
}

static int stream_file(const struct agent *agent, const char *from, int to,
		       const char *device, int64_t until)
{
	char *path CLEANUP_FREE = agent_file(agent, from);
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);
	char data[65536];
	ssize_t got = -1;
	int rc = 0;

	while (fd >= 0 && rc == 0 && (got = read(fd, data, sizeof(data))) > 0)
		rc = put(to, data, (size_t)got, until);
	if (rc < 0)
		return log_fail(agent->log, -rc, "%s: does not take %s: %s", device, path,
				strerror(-rc));
	if (got < 0)
		return log_fail(agent->log, errno, "%s: cannot be read: %s", path,
				strerror(errno));
	return 0;
}

static int check_files(const struct agent *agent, const struct strv *files)
{
	for (size_t i = 0; i < files->n; i++) {
		char *path CLEANUP_FREE = agent_file(agent, files->v[i]);

		if (access(path, R_OK) != 0)
			return log_fail(agent->log, errno, "%s: cannot be read: %s", path,
					strerror(errno));
	}
	return 0;
}

/* Opening may reset the device: not for a stream that cannot be had. */
int step_stream(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_device(agent, step->path);
	int rc = check_files(agent, &step->list);
	int64_t until = log_now_ms() + STREAM_MS;
	int fd CLEANUP_FD = -1;

	if (rc < 0)
		return rc;
	fd = open(path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return log_fail(agent->log, errno,
				"%s: cannot be opened: %s; is the driver loaded?", path,
				strerror(errno));
	for (size_t i = 0; rc == 0 && i < step->list.n; i++)
		rc = stream_file(agent, step->list.v[i], fd, path, until);
	return rc;
}
