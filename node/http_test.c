/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/http_test.c
 */
#include "node/http.h"
#include "tests/unit/unit.h"

#include "node/sysfile.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that takes one connection, keeps the request and gives a fixed answer. */
struct fake {
	int listener;
	struct server server;
	const char *answer;
	char request[4096];
	pthread_t thread;
};

static void *serve(void *arg)
{
	struct fake *fake = arg;
	int fd = accept(fake->listener, NULL, NULL);
	size_t n = 0;

	while (fd >= 0 && n < sizeof(fake->request) - 1 &&
	       !strstr(fake->request, "\r\n\r\n")) {
		ssize_t got =
			recv(fd, fake->request + n, sizeof(fake->request) - 1 - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	if (fd >= 0) {
		send(fd, fake->answer, strlen(fake->answer), MSG_NOSIGNAL);
		shutdown(fd, SHUT_WR);
		while (recv(fd, fake->request + n, sizeof(fake->request) - 1 - n, 0) > 0)
			;
		close(fd);
	}
	return NULL;
}

static void fake_begin(struct fake *fake, const char *answer)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t n = sizeof(addr);

	*fake = (struct fake){ .answer = answer };
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fake->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	UNIT_INT(bind(fake->listener, (struct sockaddr *)&addr, sizeof(addr)), 0);
	UNIT_INT(listen(fake->listener, 1), 0);
	getsockname(fake->listener, (struct sockaddr *)&addr, &n);
	netaddr_parse("127.0.0.1", &fake->server.addr);
	fake->server.port = ntohs(addr.sin_port);
	pthread_create(&fake->thread, NULL, serve, fake);
}

static void fake_end(struct fake *fake)
{
	pthread_join(fake->thread, NULL);
	close(fake->listener);
}

static void gets(void)
{
	static const struct {
		const char *answer;
		uint64_t from, to;
		int rc, read;
		const char *body, *why;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 0, 0, 0, 0,
		  "hello", "" },
		{ "HTTP/1.1 200 OK\r\n\r\nhello", 0, 0, 0, 0, "hello", "" },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello", 0, 0, 0, 0,
		  "hello", "" },
		{ "HTTP/1.1 206 P\r\nContent-Range: bytes 4-8/9\r\nContent-Length: "
		  "5\r\n\r\nhello",
		  4, 9, 0, 0, "hello", "" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxxxxhello", 4, 9, 0, 0,
		  "hello", "" },
		{ "HTTP/1.1 206 P\r\nContent-Range: bytes 0-8/9\r\n\r\nxxxxhello", 4, 9,
		  -EPROTO, 0, "", "it sent another range than asked for" },
		{ "HTTP/1.1 404 Not Found\r\n\r\n", 0, 0, -ENOENT, 0, "",
		  "HTTP status 404" },
		{ "HTTP/1.1 503 Busy\r\n\r\n", 0, 0, -EPROTO, 0, "", "HTTP status 503" },
		{ "HTTP/1.1 200 OK\r\n", 0, 0, -ECONNRESET, 0, "",
		  "Connection reset by peer" },
		{ "garbage\r\n\r\n", 0, 0, -EINVAL, 0, "", "Invalid argument" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", 0, 0, 0,
		  -ECONNRESET, "", "it closed the connection too early" },
		{ "HTTP/1.1 200 OK\r\n\r\nhell", 0, 0, 0, -EPROTO, "",
		  "the file is too short" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = rows[i].read == -ECONNRESET ? 9 : 5;
		struct fake fake;
		struct http http;
		char body[16] = "";

		fake_begin(&fake, rows[i].answer);
		UNIT_INT(http_get(&http, &fake.server, "/p", rows[i].from, rows[i].to),
			 rows[i].rc);
		if (rows[i].rc == 0)
			UNIT_INT(http_read_all(&http, body, n, clock_ms() + 5000),
				 rows[i].read);
		if (rows[i].rc == 0 && rows[i].read == 0)
			UNIT_STR(body, rows[i].body);
		UNIT_STR(http.why, rows[i].why);
		http_close(&http);
		fake_end(&fake);
		CU_ASSERT(strncmp(fake.request, "GET /p HTTP/1.1\r\n", 17) == 0);
		CU_ASSERT(!strstr(fake.request, "Range:") == !rows[i].to);
	}
}

static void posts(void)
{
	struct fake fake;
	char why[HTTP_WHY];

	fake_begin(&fake, "HTTP/1.1 204 No Content\r\n\r\n");
	UNIT_INT(http_post(&fake.server, "/status", "text", 4, 2000, why), 0);
	fake_end(&fake);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.request, "Content-Length: 4\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.request, "\r\n\r\ntext"));
	fake_begin(&fake, "HTTP/1.1 500 Oh\r\n\r\n");
	UNIT_INT(http_post(&fake.server, "/status", "text", 4, 2000, why), -EPROTO);
	UNIT_STR(why, "HTTP status 500");
	fake_end(&fake);
}

static void is_refused(void)
{
	struct server server = { .port = 1 };
	struct http http;

	netaddr_parse("127.0.0.1", &server.addr);
	UNIT_INT(http_get(&http, &server, "/", 0, 0), -ECONNREFUSED);
	UNIT_STR(http.why, "Connection refused");
}

const char unit_suite[] = "node http";
const struct unit_case unit_cases[] = {
	{ "answers are read, and every fault of a server is told", gets },
	{ "a text is posted", posts },
	{ "nobody listens", is_refused },
	{ NULL, NULL }
};
