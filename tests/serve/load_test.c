/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/load_test.c - many clients, bad clients, and who serves them.
 */
#include "house.h"

#include "wire/report.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	SLOW = 400,
	READERS = 2000,
	READER_KB = 32, /* of memory for each: twice what its headers may take */
	REPORTS = 2000,
	SENDERS = 4
};

static long memory_kb(const struct house *house)
{
	char *text CLEANUP_FREE = house_process(house, "VmRSS:");

	return atol(text);
}

static long open_files(const struct house *house)
{
	char *path CLEANUP_FREE = mem_printf("/proc/%d/fd", server_pid(house->server));
	DIR *folder = opendir(path);
	long n = 0;

	while (folder && readdir(folder))
		n++;
	if (folder)
		closedir(folder);
	return n;
}

/* Half of them stop in the middle of a request, half never read their answer. */
static void open_slow(const struct house *house, int fds[SLOW])
{
	static const char half[] = "GET " HOUSE_GENERATION "big HTTP/1.1\r\nHo";
	static const char whole[] =
		"GET " HOUSE_GENERATION "big HTTP/1.1\r\nHost: a\r\n\r\n";

	for (int i = 0; i < SLOW; i++) {
		const char *request = i % 2 ? half : whole;

		fds[i] = client_connect("127.0.0.1", house->port);
		CU_ASSERT(fds[i] >= 0 && client_send(fds[i], request, strlen(request)));
	}
}

static void slow_clients_hold_up_nobody(void)
{
	struct house house;
	struct reply reply;
	int fds[SLOW];
	long before;
	int64_t start;

	house_open(&house, NULL);
	client_get(house.port, HOUSE_GENERATION "text", "", &reply);
	reply_fini(&reply);
	before = memory_kb(&house);
	open_slow(&house, fds);
	(void)poll(NULL, 0, 500);
	start = log_now_ms();
	for (int i = 0; i < 20; i++) {
		client_get(house.port, HOUSE_GENERATION "text", "", &reply);
		UNIT_STR(str_text(&reply.body), HOUSE_TEXT);
		reply_fini(&reply);
	}
	CU_ASSERT(log_now_ms() - start < 5000);
	CU_ASSERT(before > 0 && memory_kb(&house) - before < 65536);
	start = log_now_ms();
	server_stop(house.server);
	CU_ASSERT(log_now_ms() - start < 8000);
	house.server = NULL;
	for (int i = 0; i < SLOW; i++)
		close(fds[i]);
	house_close(&house);
}

/* Each asks for the big file by a small window, takes a little of it, and waits. */
static void open_readers(const struct house *house, int fds[READERS])
{
	static const char request[] =
		"GET " HOUSE_GENERATION "big HTTP/1.1\r\nHost: a\r\n\r\n";
	char bytes[512];

	for (int i = 0; i < READERS; i++) {
		char *from CLEANUP_FREE = mem_printf("127.0.2.%d", 1 + i % 100);

		fds[i] = client_connect(from, house->port);
		CU_ASSERT(fds[i] >= 0 && client_send(fds[i], request, strlen(request)));
		CU_ASSERT(recv(fds[i], bytes, sizeof(bytes), 0) > 0);
	}
}

/* Every one of them goes on where it was. */
static void read_slowly(const int fds[READERS])
{
	char bytes[512];
	int answered = 0;

	for (int i = 0; i < READERS; i++)
		answered += recv(fds[i], bytes, sizeof(bytes), 0) > 0;
	UNIT_INT(answered, READERS);
}

static void others_are_answered(struct house *house)
{
	struct reply reply;

	client_get(house->port, HOUSE_GENERATION "text", "Range: bytes=0-3\r\n", &reply);
	UNIT_INT(reply.status, 206);
	UNIT_STR(str_text(&reply.body), "0123");
	reply_fini(&reply);
	client_post("127.0.0.2", house->port, "stateless-report 1\nnode n2\nstate up\n",
		    &reply);
	UNIT_INT(reply.status, 204);
	reply_fini(&reply);
}

static void two_thousand_slow_readers_are_served(void)
{
	struct rlimit old, more;
	struct house house;
	int fds[READERS];
	long before;

	UNIT_INT(getrlimit(RLIMIT_NOFILE, &old), 0);
	more = (struct rlimit){ old.rlim_max, old.rlim_max };
	CU_ASSERT_FATAL(more.rlim_max > READERS + 256);
	house_open(&house, NULL); /* with our limit; it raises its own */
	UNIT_INT(setrlimit(RLIMIT_NOFILE, &more), 0);
	others_are_answered(&house);
	before = memory_kb(&house);
	open_readers(&house, fds);
	for (int i = 0; i < 3; i++) {
		read_slowly(fds);
		others_are_answered(&house);
	}
	CU_ASSERT(open_files(&house) > READERS);
	CU_ASSERT(before > 0 && memory_kb(&house) - before < READERS * READER_KB);
	for (int i = 0; i < READERS; i++)
		close(fds[i]);
	others_are_answered(&house);
	house_close(&house);
	UNIT_INT(setrlimit(RLIMIT_NOFILE, &old), 0);
}

static void idle_connections_end(void)
{
	const struct server_limits limits = { .idle_seconds = 1 };
	struct house house;
	int64_t start;
	char c;
	int fd;

	house_open(&house, &limits);
	fd = client_connect("127.0.0.1", house.port);
	CU_ASSERT(client_send(fd, "GET /bo", 7));
	start = log_now_ms();
	CU_ASSERT(recv(fd, &c, 1, 0) <= 0);
	CU_ASSERT(log_now_ms() - start < 6000);
	close(fd);
	house_close(&house);
}

static void one_address_cannot_take_all(void)
{
	const struct server_limits limits = { .per_address = 16 };
	struct house house;
	struct reply reply;
	int fds[64];

	house_open(&house, &limits);
	for (int i = 0; i < 64; i++)
		fds[i] = client_connect("127.0.0.9", house.port);
	client_ask("127.0.0.8", house.port,
		   "GET " HOUSE_GENERATION "text HTTP/1.1\r\nHost: a\r\n\r\n", &reply);
	UNIT_INT(reply.status, 200);
	reply_fini(&reply);
	for (int i = 0; i < 64; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	house_close(&house);
}

/* Over one kept connection; returns how many were taken. */
static int send_reports(int port, int sender)
{
	char *from CLEANUP_FREE = mem_printf("127.0.0.%d", sender + 2);
	int fd CLEANUP_FD = client_connect(from, port);
	int taken = 0;

	for (int i = 0; i < REPORTS / SENDERS; i++) {
		char *text CLEANUP_FREE = mem_printf("stateless-report 1\nnode n%d\n"
						     "state booting\nphase p%d %d\n",
						     sender + 2, i, i);
		char *request CLEANUP_FREE =
			mem_printf("POST /status HTTP/1.1\r\nHost: a\r\n"
				   "Content-Length: %zu\r\n\r\n%s",
				   strlen(text), text);
		struct reply reply;

		(void)client_send(fd, request, strlen(request));
		client_read(fd, true, &reply);
		taken += reply.status == 204;
		reply_fini(&reply);
	}
	return taken;
}

static void many_reports_are_taken_and_the_last_stands(void)
{
	char *last CLEANUP_FREE = mem_printf("phase p%d ", REPORTS / SENDERS - 1);
	struct house house;
	int taken = 0;

	house_open(&house, NULL);
	for (int i = 0; i < SENDERS; i++)
		taken += send_reports(house.port, i);
	UNIT_INT(taken, REPORTS);
	for (int i = 0; i < SENDERS; i++) {
		char *node CLEANUP_FREE = mem_printf("n%d", i + 2);
		char *text CLEANUP_FREE = house_report(&house, node, last);

		CU_ASSERT(text != NULL);
	}
	house_close(&house);
}

/* Who is not root has nothing to give up. */
static void privileges_are_given_up(void)
{
	const struct passwd *nobody = getpwnam("nobody");
	struct house house;
	char *uids, *groups, *caps, *no_new;

	house_open(&house, NULL);
	uids = house_process(&house, "\nUid:");
	groups = house_process(&house, "\nGroups:");
	caps = house_process(&house, "\nCapPrm:");
	no_new = house_process(&house, "\nNoNewPrivs:");
	if (geteuid() == 0 && nobody) {
		char *want CLEANUP_FREE =
			mem_printf("%u\t%u\t%u\t%u", nobody->pw_uid, nobody->pw_uid,
				   nobody->pw_uid, nobody->pw_uid);

		UNIT_STR(uids, want);
		UNIT_STR(str_trim(groups), "");
		UNIT_STR(caps, "0000000000000000");
	}
	UNIT_STR(no_new, "1");
	free(uids);
	free(groups);
	free(caps);
	free(no_new);
	house_close(&house);
}

/* The process that parses HTTP holds no descriptor of the database. */
static void the_database_is_out_of_reach(void)
{
	char target[512];
	struct house house;
	int databases = 0;

	house_open(&house, NULL);
	for (int fd = 0; fd < 256; fd++) {
		char *path CLEANUP_FREE =
			mem_printf("/proc/%d/fd/%d", server_pid(house.server), fd);
		ssize_t n = readlink(path, target, sizeof(target) - 1);

		target[n > 0 ? n : 0] = '\0';
		databases += strstr(target, "inventory.db") != NULL;
	}
	UNIT_INT(databases, 0);
	house_close(&house);
}

static void a_death_is_noticed(void)
{
	struct house house;
	int rc = 0;

	house_open(&house, NULL);
	UNIT_INT(server_wait(&house.log, house.server, 10), 0);
	kill(server_pid(house.server), SIGKILL);
	for (int i = 0; i < 50 && rc == 0; i++)
		rc = server_wait(&house.log, house.server, 100);
	UNIT_INT(rc, -ECHILD);
	CU_ASSERT(strstr(str_text(&house.said), "HTTP process was ended by signal 9") !=
		  NULL);
	house_close(&house);
}

static void what_cannot_start_says_why(void)
{
	const char *const loopback[] = { "127.0.0.1", NULL };
	struct house house;
	struct server *second = NULL;
	struct server_options options = { .listen = loopback };

	house_open(&house, NULL);
	options.installdir = house.folder;
	options.port = house.port;
	CU_ASSERT(server_start(&house.log, &options, &second) == -EADDRINUSE);
	options.port = 0;
	options.inventory = "/nowhere/inventory.db";
	CU_ASSERT(server_start(&house.log, &options, &second) < 0);
	options.inventory = house.database;
	options.user = "nobody-of-that-name";
	CU_ASSERT(server_start(&house.log, &options, &second) == -ENOENT);
	CU_ASSERT_PTR_NULL(second);
	CU_ASSERT(strstr(str_text(&house.said), "cannot become the user") != NULL);
	house_close(&house);
}

static void without_an_inventory_it_only_serves(void)
{
	const char *const loopback[] = { "127.0.0.1", NULL };
	struct house house;
	struct server *plain = NULL;
	struct server_options options = { .listen = loopback };
	struct reply reply;

	house_open(&house, NULL);
	options.installdir = house.folder;
	UNIT_INT(server_start(&house.log, &options, &plain), 0);
	client_get(server_port(plain), HOUSE_GENERATION "text", "", &reply);
	UNIT_INT(reply.status, 200);
	reply_fini(&reply);
	client_post("127.0.0.2", server_port(plain), "stateless-report 1\n", &reply);
	UNIT_INT(reply.status, 404);
	reply_fini(&reply);
	server_stop(plain);
	house_close(&house);
}

const char unit_suite[] = "serve load";
const struct unit_case unit_cases[] = {
	{ "slow clients hold up nobody and cost no memory", slow_clients_hold_up_nobody },
	{ "two thousand slow readers are served, and others meanwhile",
	  two_thousand_slow_readers_are_served },
	{ "idle connections end", idle_connections_end },
	{ "one address cannot take all connections", one_address_cannot_take_all },
	{ "many reports are taken, and the last one stands",
	  many_reports_are_taken_and_the_last_stands },
	{ "privileges are given up", privileges_are_given_up },
	{ "the database is out of reach of what parses HTTP",
	  the_database_is_out_of_reach },
	{ "the death of a process is noticed", a_death_is_noticed },
	{ "what cannot start says why", what_cannot_start_says_why },
	{ "without an inventory it only serves", without_an_inventory_it_only_serves },
	{ NULL, NULL },
};
