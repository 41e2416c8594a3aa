/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/agent_test.c - commands run on the node, the node being this test.
 */
#include "agent.h"

#include "core/base/file.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void take(void *arg, const char *bytes, size_t n)
{
	str_addn(arg, bytes, n);
}

/* All that the node will say lies ready before the command is sent. */
static const struct {
	const char *node;
	bool hangs_up;
	int rc, status;
	const char *output, *says;
} cases[] = {
	{ "ready\nout 6\nhello\nexit 0\n", false, 0, 0, "hello\n", "" },
	{ "noise\nready\nout 2\nabout 3\ncdeexit 3\n", false, 0, 3, "abcde", "" },
	{ "ready\nsignal 9\n", false, 0, 137, "", "" },
	{ "ready\nout 10\nabc", true, -EPIPE, -1, "abc", "`true` did not end" },
	{ "", false, -ETIMEDOUT, -1, "", "did not take commands" },
	{ "ready\n", false, -ETIMEDOUT, -1, "", "`true` did not end" },
	{ "an endless line that is longer than any line which the agent of a node says",
	  false, -EPROTO, -1, "", "did not take commands" },
};

static void check(size_t i)
{
	struct str said CLEANUP_STR = { 0 }, output CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct agent agent = { .fd = -1 };
	char sent[64] = "";
	int ends[2], status = -1;
	const char *node = cases[i].node;

	CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	agent.fd = ends[0];
	UNIT_INT(file_write_all(ends[1], node, strlen(node)), 0);
	if (cases[i].hangs_up)
		shutdown(ends[1], SHUT_WR);
	UNIT_INT(agent_run(&log, &agent, "true", 100, take, &output, &status),
		 cases[i].rc);
	UNIT_INT(status, cases[i].status);
	UNIT_STR(str_text(&output), cases[i].output);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	if (agent.ready) {
		UNIT_INT(read(ends[1], sent, sizeof(sent) - 1), 10);
		UNIT_STR(sent, "run 4\ntrue");
	}
	agent_close(&agent);
	UNIT_INT(agent.fd, -1);
	close(ends[1]);
}

static void what_the_node_says_is_followed(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

static bool at_once(void)
{
	return true;
}

static void an_interrupt_ends_the_wait(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct agent agent = { .stop = at_once };
	int ends[2], status = -1;

	CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	agent.fd = ends[0];
	UNIT_INT(agent_run(&log, &agent, "true", 60000, take, NULL, &status), -ECANCELED);
	agent_close(&agent);
	close(ends[1]);
}

static void a_socket_that_is_not_there_is_named(void)
{
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	struct agent agent;

	UNIT_INT(agent_open(&log, "/nonexistent/port", &agent), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), "/nonexistent/port"));
	agent_close(&agent);
}

const char unit_suite[] = "core/testboot/agent";
const struct unit_case unit_cases[] = {
	{ "what the node says is followed", what_the_node_says_is_followed },
	{ "an interrupt ends the wait", an_interrupt_ends_the_wait },
	{ "a socket that is not there is named", a_socket_that_is_not_there_is_named },
	{ NULL, NULL },
};
