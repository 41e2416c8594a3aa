/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/verbs.c - what is asked of the agent: plans run, states told.
 */
#include "verbs.h"

#include "show.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A verb and the end of the name of its plans. */
static const struct verb {
	const char *word, *ending;
} verbs[] = {
	{ "run", ".plan" },    { "status", ".plan" },       { "boot", ".plan" },
	{ "reset", ".reset" }, { "shutdown", ".shutdown" },
};

static const struct verb *find_verb(const char *word)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].word, word) == 0)
			return &verbs[i];
	return NULL;
}

bool verb_is_known(const char *word)
{
	return find_verb(word) != NULL;
}

static bool cut_ending(char *name, const char *ending)
{
	if (!str_ends(name, ending))
		return false;
	name[strlen(name) - strlen(ending)] = '\0';
	return path_is_name(name);
}

/* A device that is started only when it is named. */
static bool is_manual(const char *folder, const char *name)
{
	char *path CLEANUP_FREE = mem_printf("%s/%s.manual", folder, name);

	return path_exists(path);
}

static int list_devices(const struct agent *agent, const char *folder, bool all,
			struct strv *out)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (!dir)
		return log_fail(agent->log, errno, "%s: cannot be read: %s", folder,
				strerror(errno));
	while ((entry = readdir(dir))) {
		char *name CLEANUP_FREE = mem_dup(entry->d_name);

		if (cut_ending(name, ".plan") && (all || !is_manual(folder, name)))
			strv_add(out, name);
	}
	closedir(dir);
	strv_sort(out);
	return 0;
}

/* `run` takes files, the other verbs take names of devices, or all that have a plan. */
static int list_jobs(const struct agent *agent, const struct request *request,
		     struct strv *names, struct strv *paths)
{
	const char *ending = find_verb(request->verb)->ending;
	bool are_files = strcmp(request->verb, "run") == 0;
	bool all = strcmp(request->verb, "boot") != 0;
	int rc = 0;

	for (const char *const *at = request->names; *at; at++) {
		char *name CLEANUP_FREE = mem_dup(are_files ? path_base(*at) : *at);

		if (are_files)
			cut_ending(name, ending);
		if (!path_is_name(name))
			return log_fail(agent->log, EINVAL,
					"%s: this cannot be a device's name", *at);
		strv_add(names, name);
		if (are_files)
			strv_add(paths, *at);
	}
	if (!are_files && names->n == 0)
		rc = list_devices(agent, request->plans, all, names);
	for (size_t i = 0; !are_files && i < names->n; i++)
		strv_addf(paths, "%s/%s%s", request->plans, names->v[i], ending);
	return rc;
}

static int load(const struct agent *agent, const char *path, struct boot_plan *plan)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = file_read(agent->log, path, PLAN_BYTES, &text);

	return rc < 0 ? rc
		      : boot_plan_parse(agent->log, path, str_text(&text), text.n, plan);
}

/* runs: of a plan that is only looked at nothing is fetched. */
static int load_all(const struct agent *agent, const struct strv *paths, bool runs,
		    struct boot_plan *plans)
{
	int wrong = 0;

	for (size_t i = 0; i < paths->n; i++)
		if (load(agent, paths->v[i], &plans[i]) < 0 ||
		    (runs && agent_check(agent, paths->v[i], &plans[i]) < 0))
			wrong = -EINVAL;
	return wrong;
}

static pid_t start(const struct agent *agent, const char *name, const char *verb,
		   const struct boot_plan *plan)
{
	pid_t pid = fork();
	struct log log = *agent->log;
	struct agent own = *agent;

	if (pid != 0)
		return pid;
	log.subject = name;
	own.log = &log;
	_exit(agent_run(&own, name, verb, plan) == 0 ? EXIT_DONE : EXIT_FAILED);
}

/* Every step is bounded, and so is the wait for the processes that do them. */
static int run_all(const struct agent *agent, const char *verb, const struct strv *names,
		   const struct boot_plan *plans)
{
	pid_t *pids = mem_alloc(names->n * sizeof(*pids));
	size_t failed = 0;

	fflush(stdout);
	for (size_t i = 0; i < names->n; i++)
		pids[i] = start(agent, names->v[i], verb, &plans[i]);
	for (size_t i = 0; i < names->n; i++) {
		int status = -1;

		if (pids[i] < 0)
			log_fail(agent->log, EAGAIN, "%s: no process can be started",
				 names->v[i]);
		else
			while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
				;
		failed += status != 0;
	}
	mem_cleanup_free(&pids);
	return failed == 0 ? EXIT_DONE : failed == names->n ? EXIT_FAILED : EXIT_SOME;
}

static int do_jobs(struct agent *agent, const struct request *request,
		   const struct strv *names, const struct boot_plan *plans)
{
	int rc = EXIT_DONE;

	if (request->dry_run) {
		for (size_t i = 0; i < names->n; i++)
			show_plan(agent, names->v[i], &plans[i]);
		return EXIT_DONE;
	}
	if (strcmp(request->verb, "status") != 0)
		rc = run_all(agent, request->verb, names, plans);
	if (strcmp(request->verb, "status") == 0 || request->json)
		show_states(agent, names, plans, request->json);
	return rc;
}

int verb_do(struct agent *agent, const struct request *request)
{
	struct strv names CLEANUP_STRV = { 0 }, paths CLEANUP_STRV = { 0 };
	struct boot_plan *plans = NULL;
	bool runs = strcmp(request->verb, "status") != 0;
	int rc = EXIT_WRONG;

	if (list_jobs(agent, request, &names, &paths) < 0)
		return EXIT_WRONG;
	plans = mem_alloc((names.n + 1) * sizeof(*plans));
	if (load_all(agent, &paths, runs, plans) == 0)
		rc = do_jobs(agent, request, &names, plans);
	for (size_t i = 0; i < names.n; i++)
		boot_plan_fini(&plans[i]);
	mem_cleanup_free(&plans);
	return rc;
}
