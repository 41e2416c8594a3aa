/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/ask_test.c - questions to servers that answer well, badly or not at all.
 */
#include "ask.h"

#include "core/base/log.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Gives one client one answer. */
struct server {
	int fd, type;
	const char *answer; /* NULL: says nothing */
	size_t bytes;
	pthread_t thread;
};

static void *serve(void *arg)
{
	struct server *server = arg;
	struct sockaddr_in client;
	socklen_t n = sizeof(client);
	char question[512];

	if (server->type == SOCK_STREAM) {
		int fd CLEANUP_FD = accept(server->fd, NULL, NULL);

		if (recv(fd, question, sizeof(question), 0) > 0)
			(void)!send(fd, server->answer, server->bytes, MSG_NOSIGNAL);
		return NULL;
	}
	if (recvfrom(server->fd, question, sizeof(question), 0,
		     (struct sockaddr *)&client, &n) > 0)
		(void)!sendto(server->fd, server->answer, server->bytes, 0,
			      (struct sockaddr *)&client, n);
	return NULL;
}

/* Returns its port. */
static int start(struct server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(address);

	server->fd = socket(AF_INET, server->type | SOCK_CLOEXEC, 0);
	UNIT_INT(bind(server->fd, (struct sockaddr *)&address, n), 0);
	if (server->type == SOCK_STREAM)
		UNIT_INT(listen(server->fd, 1), 0);
	UNIT_INT(getsockname(server->fd, (struct sockaddr *)&address, &n), 0);
	if (server->answer)
		UNIT_INT(pthread_create(&server->thread, NULL, serve, server), 0);
	return ntohs(address.sin_port);
}

static void end(struct server *server)
{
	if (server->answer)
		pthread_join(server->thread, NULL);
	close(server->fd);
}

static const struct {
	int type;
	const char *answer;
	size_t bytes;
	int rc;
	const char *why;
	bool ours;
} rows[] = {
	{ SOCK_STREAM, "HTTP/1.1 404 Not Found\r\n\r\n", 26, 404, "", false },
	{ SOCK_STREAM, "HTTP/1.1 404 No\r\nServer: nginx\r\n\r\n", 34, 404, "", false },
	{ SOCK_STREAM, "HTTP/1.1 404 No\r\nserver: stateless\r\n\r\n", 38, 404, "",
	  true },
	{ SOCK_STREAM, "HTTP/1.1 200 OK\r\n\r\nServer: stateless\r\n", 38, 200, "",
	  false },
	{ SOCK_STREAM, "SSH-2.0-OpenSSH_9.2\r\n", 21, -EPROTO, "Protocol error", false },
	{ SOCK_STREAM, "HTTP", 4, -EPROTO, "Protocol error", false },
	{ SOCK_STREAM, NULL, 0, -ETIMEDOUT, "Connection timed out", false },
	{ SOCK_DGRAM, "\0\3\0\1data", 8, 0, "", false },
	{ SOCK_DGRAM, "\0\5\0\1not found", 14, -EREMOTEIO, "it says \"not found\"",
	  false },
	{ SOCK_DGRAM, "\0\2\0\1", 4, -EPROTO, "Protocol error", false },
	{ SOCK_DGRAM, "\0", 1, -EPROTO, "Protocol error", false },
	{ SOCK_DGRAM, NULL, 0, -ETIMEDOUT, "Connection timed out", false },
};

static void answers_are_told_from_silence(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct server server = { .type = rows[i].type,
					 .answer = rows[i].answer,
					 .bytes = rows[i].bytes };
		int port = start(&server);
		int64_t started = log_now_ms();
		char why[ASK_WHY] = "";
		bool ours = false;
		int rc = rows[i].type == SOCK_STREAM
				 ? ask_http("127.0.0.1", port, &ours, why)
				 : ask_tftp("127.0.0.1", port, "loader", why);

		UNIT_INT(rc, rows[i].rc);
		UNIT_STR(why, rows[i].why);
		UNIT_INT(ours, rows[i].ours);
		CU_ASSERT(log_now_ms() - started < 2 * ASK_MS);
		end(&server);
	}
}

static void nobody_there_is_told(void)
{
	char why[ASK_WHY];
	bool ours;

	UNIT_INT(ask_http("127.0.0.1", 1, &ours, why), -ECONNREFUSED);
	UNIT_STR(why, "Connection refused");
	UNIT_INT(ask_http("no-number", 80, &ours, why), -EINVAL);
	UNIT_INT(ask_tftp("no-number", 69, "x", why), -EINVAL);
}

const char unit_suite[] = "questions to servers";
const struct unit_case unit_cases[] = {
	{ "answers are told from other answers and from silence",
	  answers_are_told_from_silence },
	{ "nobody there is told", nobody_there_is_told },
	{ NULL, NULL },
};
