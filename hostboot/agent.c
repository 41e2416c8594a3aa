/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/agent.c - carries boot plans out on a host.
 */
#include "agent.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>

enum { LOCK_MS = 500 };

char *agent_file(const struct agent *agent, const char *path)
{
	return path[0] == '/' ? mem_printf("%s%s", agent->root, path)
			      : path_join(agent->work, path);
}

char *agent_device(const struct agent *agent, const char *path)
{
	return path[0] == '/' ? mem_printf("%s%s", agent->root, path)
			      : path_join(agent->sysfs, path);
}

int agent_check(const struct agent *agent, const char *name, const struct boot_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct step *step = &plan->v[i];
		struct server server;
		const char *path;

		if (step->kind != STEP_FETCH)
			continue;
		if (step->text[0] == '/' && agent->servers.n == 0)
			return log_fail(agent->log, EINVAL,
					"%s:%u: no server is known to fetch %s from; "
					"give --servers, or HOSTBOOT_SERVERS in "
					"/etc/stateless/hostboot.conf",
					name, step->line, step->text);
		if (step->text[0] != '/' && server_url(step->text, &server, &path) < 0)
			return log_fail(agent->log, EINVAL,
					"%s:%u: %s: the server must be given as a number",
					name, step->line, step->text);
	}
	return 0;
}

static int do_step(const struct agent *agent, const struct step *step,
		   const struct strv *fail)
{
	switch (step->kind) {
	case STEP_FETCH:
		return step_fetch(agent, step);
	case STEP_JOIN:
		return step_join(agent, step);
	case STEP_GZIP:
		return step_gzip(agent, step);
	case STEP_LINK:
		return step_link(agent, step);
	case STEP_WAIT:
		return step_wait(agent, step, fail);
	case STEP_WRITE:
		return step_write(agent, step);
	case STEP_STREAM:
		return step_stream(agent, step);
	case STEP_FAIL:
		break;
	}
	return 0;
}

/* What is said while a plan runs is shown, and the last error is recorded too. */
struct listener {
	struct log *log;
	struct str why;
};

static void listen_in(void *arg, int level, const char *line)
{
	struct listener *listener = arg;

	if (level == LOG_LEVEL_ERROR) {
		str_fini(&listener->why);
		str_add_printable(&listener->why, line);
		log_fail(listener->log, EIO, "%s", line);
	} else if (level == LOG_LEVEL_WARNING) {
		log_warn(listener->log, "%s", line);
	} else {
		log_info(listener->log, "%s", line);
	}
}

/* A record that cannot be written is said and does not keep the device from starting. */
static int do_plan(struct agent *agent, const char *name, const struct boot_plan *plan,
		   struct record *record)
{
	const struct strv *fail = NULL;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n; i++) {
		const struct step *step = &plan->v[i];

		record->line = step->line;
		if (step->kind == STEP_FAIL) {
			fail = &step->list;
			continue;
		}
		if (record_write(agent, name, record) < 0)
			log_warn(agent->log, "what is done is not recorded");
		log_info(agent->log, "%s %s", step_word(step->kind), step->path);
		rc = do_step(agent, step, fail);
	}
	return rc;
}

static int run_locked(struct agent *agent, const char *name, const char *action,
		      const struct boot_plan *plan)
{
	struct listener listener = { .log = agent->log };
	struct log log = { .level = LOG_LEVEL_INFO, .sink = listen_in, .arg = &listener };
	struct record record = { .action = mem_dup(action),
				 .result = mem_dup("running") };
	struct agent inner = *agent;
	int rc, recorded;

	inner.log = &log;
	rc = do_plan(&inner, name, plan, &record);
	free(record.result);
	record.result = mem_dup(rc == 0 ? "done" : "failed");
	if (rc < 0)
		record.why = mem_ndup(str_text(&listener.why), listener.why.n < RECORD_WHY
								       ? listener.why.n
								       : RECORD_WHY);
	recorded = record_write(agent, name, &record);
	str_fini(&listener.why);
	record_fini(&record);
	return rc < 0 ? rc : recorded;
}

static char *lock_path(const struct agent *agent, const char *name)
{
	return mem_printf("%s/%s.lock", agent->work, name);
}

/* A process that ends takes its lock along, however it ends. */
bool agent_is_running(const struct agent *agent, const char *name)
{
	char *path CLEANUP_FREE = lock_path(agent, name);
	int fd CLEANUP_FD = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno != ENOENT : flock(fd, LOCK_SH | LOCK_NB) != 0;
}

/* Who only looks whether there is a run has the lock for a moment, too. */
static int take_lock(const struct agent *agent, const char *path)
{
	int64_t until = log_now_ms() + LOCK_MS;
	int fd;

	while ((fd = file_lock(agent->log, path)) == -EBUSY && log_now_ms() < until)
		poll(NULL, 0, LOCK_MS / 10);
	return fd;
}

int agent_run(struct agent *agent, const char *name, const char *action,
	      const struct boot_plan *plan)
{
	char *lock CLEANUP_FREE = lock_path(agent, name);
	int fd CLEANUP_FD = -1;
	int rc = agent_check(agent, name, plan);

	if (rc == 0)
		rc = path_make_folders(agent->log, agent->work, 0755);
	if (rc < 0)
		return rc;
	fd = take_lock(agent, lock);
	if (fd == -EBUSY)
		return log_fail(agent->log, EBUSY,
				"another run works on this device; wait for its end");
	return fd < 0 ? fd : run_locked(agent, name, action, plan);
}
