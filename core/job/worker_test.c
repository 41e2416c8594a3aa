/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/worker_test.c - whatever ends a worker, nothing of it is left.
 */
#include "worker.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static char said[1024];

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	snprintf(arg, sizeof(said), "%s", line);
}

static int run(int (*work)(void *, struct worker_note *), void *arg, bool (*stop)(void))
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	said[0] = '\0';
	return worker_run(&log, work, arg, stop);
}

static bool needs_root(void)
{
	if (geteuid() == 0)
		return false;
	puts("(skipped: namespaces need root)");
	return true;
}

static int answer(void *arg, struct worker_note *note)
{
	(void)note;
	return *(int *)arg;
}

static void the_result_comes_back(void)
{
	int zero = 0, code = -ENOSPC;

	if (needs_root())
		return;
	UNIT_INT(run(answer, &zero, NULL), 0);
	UNIT_INT(run(answer, &code, NULL), -ENOSPC);
}

static int die(void *arg, struct worker_note *note)
{
	(void)arg;
	worker_note_hook(note, "bad", "pack", 0);
	__builtin_trap();
}

static void a_death_names_plugin_and_hook(void)
{
	if (needs_root())
		return;
	UNIT_INT(run(die, NULL, NULL), -EIO);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "plugin bad died in its hook pack"));
}

static int leave(void *arg, struct worker_note *note)
{
	(void)arg;
	worker_note_hook(note, "bad", "open", 0);
	_exit(0);
}

static void an_exit_is_no_success(void)
{
	if (needs_root())
		return;
	UNIT_INT(run(leave, NULL, NULL), -EIO);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "early exit"));
}

/* Starts a grandchild that would outlive it, and tells its own view of the world. */
static int litter(void *arg, struct worker_note *note)
{
	(void)note;
	if (mount("none", arg, "tmpfs", 0, NULL) != 0)
		return -errno;
	if (fork() == 0) {
		while (pause() < 0)
			;
	}
	return getpid() == 1 ? 0 : -EPROTO;
}

static size_t mounts_of(const char *folder)
{
	FILE *mounts = fopen("/proc/self/mounts", "re");
	char line[4096];
	size_t n = 0;

	while (mounts && fgets(line, sizeof(line), mounts))
		n += strstr(line, folder) != NULL;
	if (mounts)
		fclose(mounts);
	return n;
}

static void nothing_runs_and_nothing_stays_mounted(void)
{
	char folder[128];

	if (needs_root())
		return;
	snprintf(folder, sizeof(folder), "%s", unit_folder());
	UNIT_INT(run(litter, folder, NULL), 0);
	UNIT_INT(mounts_of(folder), 0);
}

static int hang(void *arg, struct worker_note *note)
{
	(void)arg;
	(void)note;
	while (pause() < 0)
		;
	return 0;
}

static bool at_once(void)
{
	return true;
}

static void a_hanging_one_is_stopped(void)
{
	if (needs_root())
		return;
	UNIT_INT(run(hang, NULL, at_once), -ECANCELED);
}

const char unit_suite[] = "worker";
const struct unit_case unit_cases[] = {
	{ "the result comes back", the_result_comes_back },
	{ "a death names plugin and hook", a_death_names_plugin_and_hook },
	{ "an exit is no success", an_exit_is_no_success },
	{ "nothing runs and nothing stays mounted",
	  nothing_runs_and_nothing_stays_mounted },
	{ "a hanging one is stopped", a_hanging_one_is_stopped },
	{ NULL, NULL },
};
