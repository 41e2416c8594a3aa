/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/cli_test.c - stateless serve and stateless status, as they are typed.
 */
#include "house.h"

#include "core/base/path.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD "stateless-report 1\n"
#define GEN  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OLD  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* A site below --root and the program that works on it. */
struct typed {
	struct log log;
	char *program, *root, *database, *out;
};

static pid_t start(const struct typed *typed, const char *const *words)
{
	const char *argv[16] = { typed->program, "--root", typed->root };
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	for (size_t i = 0; words[i] && i < 12; i++)
		argv[3 + i] = words[i];
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, typed->out,
					 O_WRONLY | O_CREAT | O_TRUNC, 0644);
	CU_ASSERT(posix_spawn(&pid, typed->program, &actions, NULL,
			      (char *const *)(uintptr_t)argv, environ) == 0);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Its exit status; ends it after twenty seconds. */
static int finish(pid_t pid)
{
	int status = -1;

	for (int i = 0; i < 200; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		(void)poll(NULL, 0, 100);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

/* What it printed, which the caller frees. */
static char *type(const struct typed *typed, const char *const *words, int status)
{
	UNIT_INT(finish(start(typed, words)), status);
	return house_text(typed->out, "");
}

static void put(const struct typed *typed, struct inventory *inventory, const char *name,
		const char *ip)
{
	struct log log = typed->log;
	struct object node = { .type = OBJECT_NODE, .name = mem_dup(name) };
	const struct node_state state = { .node = node.name,
					  .state = (char *)(uintptr_t) "netboot",
					  .image = (char *)(uintptr_t) "compute",
					  .method = (char *)(uintptr_t) "squashfs",
					  .generation = (char *)(uintptr_t)GEN };

	object_set(&node, "ip", ip);
	UNIT_INT(inventory_put(&log, inventory, &node), 0);
	UNIT_INT(inventory_want(&log, inventory, &state), 0);
	object_fini(&node);
}

static void typed_init(struct typed *typed)
{
	struct inventory *inventory = NULL;
	char *state CLEANUP_FREE = NULL;

	*typed = (struct typed){
		.program = path_join(getenv("BUILD_DIR"), "stateless"),
		.root = mem_dup(unit_folder()),
	};
	log_init(&typed->log, "test");
	state = path_join(typed->root, "var/lib/stateless");
	typed->database = path_join(state, "inventory.db");
	typed->out = path_join(typed->root, "out");
	UNIT_INT(path_make_folders(&typed->log, state, 0755), 0);
	UNIT_INT(inventory_open(&typed->log, typed->database, &inventory), 0);
	put(typed, inventory, "n2", "127.0.0.2");
	put(typed, inventory, "n3", "127.0.0.3");
	put(typed, inventory, "n4", "127.0.0.4");
	put(typed, inventory, "n10", "127.0.0.10");
	inventory_close(inventory);
}

static void typed_fini(struct typed *typed)
{
	free(typed->program);
	free(typed->root);
	free(typed->database);
	free(typed->out);
}

/* The port of a server that has said that it is ready. */
static int port_of(const struct typed *typed)
{
	char *text CLEANUP_FREE = house_text(typed->out, "\n");
	const char *at = text ? strstr(text, "on port ") : NULL;

	CU_ASSERT(at != NULL);
	return at ? atoi(at + 8) : 0;
}

static void report(int port, const char *from, const char *text)
{
	struct reply reply;

	client_post(from, port, text, &reply);
	UNIT_INT(reply.status, 204);
	reply_fini(&reply);
}

/* Nodes that report, then a server that has ended: all is stored. */
static void let_nodes_report(const struct typed *typed)
{
	static const char *const words[] = { "serve",  "--listen", "127.0.0.1",
					     "--port", "0",        NULL };
	pid_t pid = start(typed, words);
	int port = port_of(typed);

	report(port, "127.0.0.2",
	       HEAD "node n2\nimage compute\nmethod squashfs\ngeneration " GEN "\n"
		    "state up\ncpus 8\nmemory 1073741824 52428800\nphase modules 900\n"
		    "phase up 12345\nkernel 6.1.0\n"
		    "hostkey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7Dq5b1\n");
	report(port, "127.0.0.3",
	       HEAD "node n3\nimage compute\ngeneration " OLD "\nstate up\n");
	report(port, "127.0.0.4",
	       HEAD "node n4\nimage compute\nstate failed\nerror \x1b[31mno root\x07\n");
	kill(pid, SIGTERM);
	UNIT_INT(finish(pid), 0);
}

static bool has(const char *text, const char *part)
{
	bool found = text && strstr(text, part) != NULL;

	if (!found)
		fprintf(stderr, "\n  \"%s\" is not in:\n%s\n", part, text ? text : "");
	return found;
}

static void the_table_shows_every_node(const struct typed *typed)
{
	static const char *const words[] = { "status", NULL };
	char *text CLEANUP_FREE = type(typed, words, 0);

	CU_ASSERT(has(text, "n2        netboot   up                  compute           "
			    "aaaaaaaaaaaaaaaa"));
	CU_ASSERT(has(text, "n3        netboot   up                  compute           "
			    "bbbbbbbbbbbbbbbb"));
	CU_ASSERT(has(text, "  wants aaaaaaaaaaaaaaaa\n"));
	CU_ASSERT(has(text, "n4        netboot   failed "));
	CU_ASSERT(has(text, "n10       netboot   -  "));
	CU_ASSERT(strstr(text, "n4 ") < strstr(text, "n10 "));
}

static void filters_leave_nodes_out(const struct typed *typed)
{
	static const char *const failed[] = { "status", "--failed", NULL };
	static const char *const stale[] = { "status", "--stale", NULL };
	static const char *const range[] = { "status", "n[2-3],nobody", NULL };
	char *first CLEANUP_FREE = type(typed, failed, 0);
	char *second CLEANUP_FREE = type(typed, stale, 0);
	char *third CLEANUP_FREE = type(typed, range, 3);

	CU_ASSERT(has(first, "\nn4 ") && !strstr(first, "\nn2 "));
	CU_ASSERT(has(second, "\nn3 ") && !strstr(second, "\nn4 "));
	CU_ASSERT(has(third, "\nn2 ") && has(third, "\nn3 ") && !strstr(third, "\nn4 "));
}

static void all_is_told_and_nothing_obeyed(const struct typed *typed)
{
	static const char *const words[] = { "status", "-l", NULL };
	static const char *const parts[] = {
		"    set to      netboot compute:squashfs@aaaaaaaaaaaaaaaa",
		"    CPUs        8 possible\n",
		"    memory      1.0 GB, 50.0 MB of it cannot be dropped\n",
		"    phases      modules              0.900 s\n",
		"                up                  12.345 s\n",
		"    kernel      6.1.0\n",
		"    host keys   ssh-ed25519\n",
		"from 127.0.0.2\n",
		", another generation than it is set to\n",
	};
	char *text CLEANUP_FREE = type(typed, words, 0);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		CU_ASSERT(has(text, parts[i]));
	CU_ASSERT(has(text, "no root"));
	CU_ASSERT_PTR_NULL(strpbrk(text, "\x1b\x07"));
}

static void programs_get_json(const struct typed *typed)
{
	static const char *const words[] = { "--json", "status", "n2", NULL };
	char *text CLEANUP_FREE = type(typed, words, 0);

	CU_ASSERT(has(text, "\"state\": \"up\""));
	CU_ASSERT(has(text, "\"memory_kept\": 52428800"));
	CU_ASSERT(has(text, "\"modules\": 900"));
	CU_ASSERT(has(text, "\"generation\": \"" GEN "\""));
}

static void status_shows_what_nodes_reported(void)
{
	struct typed typed;

	typed_init(&typed);
	let_nodes_report(&typed);
	the_table_shows_every_node(&typed);
	filters_leave_nodes_out(&typed);
	all_is_told_and_nothing_obeyed(&typed);
	programs_get_json(&typed);
	typed_fini(&typed);
}

static void serve_tells_its_manager_and_ends_cleanly(void)
{
	static const char *const words[] = { "serve", "--listen", "127.0.0.1",
					     "-p",    "0",        NULL };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd CLEANUP_FD = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char got[32] = "";
	struct typed typed;
	pid_t pid;

	typed_init(&typed);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", typed.root);
	CU_ASSERT(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	pid = start(&typed, words);
	unsetenv("NOTIFY_SOCKET");
	CU_ASSERT(port_of(&typed) > 0);
	CU_ASSERT(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT) > 0);
	UNIT_STR(got, "READY=1");
	kill(pid, SIGINT);
	UNIT_INT(finish(pid), 0);
	typed_fini(&typed);
}

static const struct wrong {
	const char *words[6];
	int status;
} wrongs[] = {
	{ { "serve", "--port", "x", NULL }, 2 },
	{ { "serve", "--port", "65536", NULL }, 2 },
	{ { "serve", "here", NULL }, 2 },
	{ { "serve", "--listen", "localhost", "--port", "0", NULL }, 1 },
	{ { "serve", "--port", "0", "--user", "nobody-of-that-name", NULL }, 1 },
	{ { "status", "nobody", NULL }, 1 },
	{ { "status", "--watch", "--json", NULL }, 2 },
};

static void mistakes_have_their_status(void)
{
	struct typed typed;
	int keep = dup(2), null = open("/dev/null", O_WRONLY);

	typed_init(&typed);
	dup2(null, 2);
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
		free(type(&typed, wrongs[i].words, wrongs[i].status));
	dup2(keep, 2);
	close(keep);
	close(null);
	typed_fini(&typed);
}

const char unit_suite[] = "serve cli";
const struct unit_case unit_cases[] = {
	{ "status shows what nodes reported to serve", status_shows_what_nodes_reported },
	{ "serve tells its manager, and ends cleanly",
	  serve_tells_its_manager_and_ends_cleanly },
	{ "mistakes have their exit status", mistakes_have_their_status },
	{ NULL, NULL },
};
