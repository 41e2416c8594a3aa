/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/exec_test.c
 */
#include "exec.h"
#include "file.h"
#include "path.h"
#include "str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct said {
	char text[4096];
};

static void hear(void *arg, int level, const char *line)
{
	struct said *said = arg;

	(void)level;
	snprintf(said->text, sizeof(said->text), "%s", line);
}

static int run(struct said *said, struct exec exec, const char *const *argv)
{
	struct log log;

	log_init(&log, "test");
	log.sink = hear;
	log.arg = said;
	said->text[0] = '\0';
	exec.argv = argv;
	return exec_run(&log, &exec);
}

#define ARGV(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void collect_line(void *arg, const char *line)
{
	str_addf(arg, "[%s]", line);
}

static void output_comes_by_lines(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct said said;
	struct exec exec = { .line = collect_line, .arg = &out };

	UNIT_INT(run(&said, exec, ARGV("printf", "a\\nb\\n\\nlast")), 0);
	UNIT_STR(str_text(&out), "[a][b][][last]");
}

static void both_outputs_come_as_one(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct said said;
	struct exec exec = { .flags = EXEC_MERGED | EXEC_STATUS,
			     .line = collect_line,
			     .arg = &out };

	UNIT_INT(run(&said, exec, ARGV("sh", "-c", "echo a; echo b >&2; exit 4")), 4);
	UNIT_STR(str_text(&out), "[a][b]");
}

static void an_argument_is_never_code(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct said said;
	struct exec exec = { .line = collect_line, .arg = &out };

	UNIT_INT(run(&said, exec, ARGV("echo", "$(id); `id` && x")), 0);
	UNIT_STR(str_text(&out), "[$(id); `id` && x]");
}

static void a_failure_names_program_status_and_its_last_words(void)
{
	struct said said;

	CU_ASSERT(run(&said, (struct exec){ 0 }, ARGV("ls", "/nonexistent/x")) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(said.text, "ls failed with exit status 2"));
	CU_ASSERT_PTR_NOT_NULL(strstr(said.text, "/nonexistent/x"));
}

static void a_status_can_be_asked_for(void)
{
	struct said said;

	UNIT_INT(run(&said, (struct exec){ .flags = EXEC_STATUS }, ARGV("false")), 1);
	UNIT_STR(said.text, "");
}

static void a_signal_is_no_success(void)
{
	struct said said;
	struct exec exec = { .flags = EXEC_STATUS };

	CU_ASSERT(run(&said, exec, ARGV("sh", "-c", "kill -SEGV $$")) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(said.text, "signal 11"));
}

static void a_missing_program_is_named(void)
{
	struct said said;

	UNIT_INT(run(&said, (struct exec){ 0 }, ARGV("no-such-program-here")), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(said.text, "no-such-program-here"));
}

static void the_environment_is_clean(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct said said;
	struct exec exec = { .line = collect_line,
			     .arg = &out,
			     .env = ARGV("MORE=1", "HOME=/h", "MORE=2") };

	setenv("LEAK", "yes", 1);
	UNIT_INT(run(&said, exec, ARGV("env")), 0);
	CU_ASSERT_PTR_NULL(strstr(str_text(&out), "LEAK"));
	CU_ASSERT_PTR_NULL(strstr(str_text(&out), "[MORE=1]"));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&out), "[MORE=2]"));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&out), "[HOME=/h]"));
	CU_ASSERT_PTR_NULL(strstr(str_text(&out), "[HOME=/root]"));
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&out), "[LC_ALL=C.UTF-8]"));
}

static void no_descriptor_of_ours_is_inherited(void)
{
	struct str out CLEANUP_STR = { 0 };
	struct said said;
	struct exec exec = { .line = collect_line, .arg = &out };

	UNIT_INT(run(&said, exec, ARGV("ls", "/proc/self/fd")), 0);
	UNIT_STR(str_text(&out), "[0][1][2][3]");
}

static void a_daemon_left_behind_does_not_hold_us_up(void)
{
	struct said said;
	int64_t start = log_now_ms();

	UNIT_INT(run(&said, (struct exec){ 0 }, ARGV("sh", "-c", "sleep 20 & exit 0")),
		 0);
	CU_ASSERT(log_now_ms() - start < 10000);
}

static int at_once(void *arg)
{
	(void)arg;
	return 1;
}

static void it_is_ended_when_cancelled(void)
{
	struct said said;
	struct exec exec = { .cancelled = at_once };
	int64_t start = log_now_ms();

	UNIT_INT(run(&said, exec, ARGV("sleep", "60")), -ECANCELED);
	CU_ASSERT(log_now_ms() - start < 20000);
}

static void a_started_one_is_stopped(void)
{
	const char *const argv[] = { "sleep", "60", NULL };
	struct exec exec = { .argv = argv };
	struct log log;
	pid_t pid;

	log_init(&log, "test");
	pid = exec_start(&log, &exec);
	CU_ASSERT(pid > 0);
	exec_stop(pid, 5000);
	CU_ASSERT(kill(pid, 0) != 0);
}

const char unit_suite[] = "exec";
const struct unit_case unit_cases[] = {
	{ "both outputs come as one when asked for", both_outputs_come_as_one },
	{ "output comes by lines", output_comes_by_lines },
	{ "an argument is never code", an_argument_is_never_code },
	{ "a failure names program, status and last words",
	  a_failure_names_program_status_and_its_last_words },
	{ "a status can be asked for", a_status_can_be_asked_for },
	{ "a signal is no success", a_signal_is_no_success },
	{ "a missing program is named", a_missing_program_is_named },
	{ "the environment is clean", the_environment_is_clean },
	{ "no descriptor of ours is inherited", no_descriptor_of_ours_is_inherited },
	{ "a daemon left behind does not hold us up",
	  a_daemon_left_behind_does_not_hold_us_up },
	{ "it is ended when cancelled", it_is_ended_when_cancelled },
	{ "a started one is stopped", a_started_one_is_stopped },
	{ NULL, NULL },
};
