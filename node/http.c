/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/http.c - an HTTP client with a bound on every wait.
 */
#include "http.h"
#include "sysfile.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static socklen_t socket_address(const struct server *server, struct sockaddr_storage *to)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
	struct sockaddr_in *four = (struct sockaddr_in *)to;

	memset(to, 0, sizeof(*to));
	to->ss_family = (sa_family_t)server->addr.family;
	if (to->ss_family == AF_INET6) {
		six->sin6_port = htons(server->port);
		memcpy(&six->sin6_addr, server->addr.bytes, 16);
		return sizeof(*six);
	}
	four->sin_port = htons(server->port);
	memcpy(&four->sin_addr, server->addr.bytes, 4);
	return sizeof(*four);
}

static int wait_for(int fd, short events, int ms)
{
	struct pollfd poller = { fd, events, 0 };
	int64_t until = clock_ms() + ms;
	int rc;

	do
		rc = poll(&poller, 1, ms);
	while (rc < 0 && errno == EINTR && (ms = (int)(until - clock_ms())) > 0);
	if (rc < 0)
		return -errno;
	return rc == 0 ? -ETIMEDOUT : 0;
}

int http_connect(const struct server *server, int ms)
{
	struct sockaddr_storage to;
	socklen_t bytes = socket_address(server, &to), room = sizeof(int);
	int fd = socket(server->addr.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	int rc = 0, error = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&to, bytes) != 0)
		rc = errno == EINPROGRESS ? wait_for(fd, POLLOUT, ms) : -errno;
	if (rc == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &room) == 0)
		rc = -error;
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static int send_all(int fd, const char *text, size_t n, int ms)
{
	while (n > 0) {
		ssize_t done = send(fd, text, n, MSG_NOSIGNAL);
		int rc;

		if (done >= 0) {
			text += done;
			n -= (size_t)done;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		rc = wait_for(fd, POLLOUT, ms);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static ssize_t receive(int fd, void *data, size_t n, int ms)
{
	for (;;) {
		ssize_t got = recv(fd, data, n, 0);
		int rc;

		if (got >= 0)
			return got;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		rc = wait_for(fd, POLLIN, ms);
		if (rc < 0)
			return rc;
	}
}

void http_close(struct http *http)
{
	if (http->fd >= 0)
		close(http->fd);
	http->fd = -1;
}

/* Interim answers (1xx) are passed over. */
static int read_head(struct http *http, struct http_head *head, int ms)
{
	int64_t until = clock_ms() + ms;

	for (;;) {
		int n = http_head_parse(http->buffer, http->have, head);
		ssize_t got;

		if (n < 0)
			return n;
		if (n > 0 && head->status >= 200) {
			http->used = (size_t)n;
			http->left = head->length;
			return 0;
		}
		if (n > 0) {
			http->have -= (size_t)n;
			memmove(http->buffer, http->buffer + n, http->have);
			continue;
		}
		if (clock_ms() > until)
			return -ETIMEDOUT;
		got = receive(http->fd, http->buffer + http->have,
			      sizeof(http->buffer) - http->have, ms);
		if (got <= 0)
			return got < 0 ? (int)got : -ECONNRESET;
		http->have += (size_t)got;
	}
}

static int ask(struct http *http, const struct server *server,
	       const struct http_request *request, struct http_head *head)
{
	char text[2048];
	int n = http_request_format(request, text, sizeof(text)), rc;

	if (n < 0)
		return n;
	http->fd = http_connect(server, HTTP_CONNECT_MS);
	if (http->fd < 0)
		return http->fd;
	rc = send_all(http->fd, text, (size_t)n, HTTP_STALL_MS);
	return rc < 0 ? rc : read_head(http, head, HTTP_STALL_MS);
}

static int skip(struct http *http, uint64_t n)
{
	char waste[16384];

	while (n > 0) {
		ssize_t got = http_read(http, waste,
					n < sizeof(waste) ? (size_t)n : sizeof(waste));

		if (got <= 0)
			return got < 0 ? (int)got : -ECONNRESET;
		n -= (uint64_t)got;
	}
	return 0;
}

static int judge(struct http *http, const struct http_head *head, uint64_t from,
		 uint64_t to)
{
	if (head->status == 200) {
		if (from == 0)
			return 0;
		return skip(http, from);
	}
	if (head->status == 206 && to && head->first == from)
		return 0;
	snprintf(http->why, sizeof(http->why),
		 head->status == 206 ? "it sent another range than asked for"
				     : "HTTP status %d",
		 head->status);
	return head->status == 404 ? -ENOENT : -EPROTO;
}

int http_get(struct http *http, const struct server *server, const char *path,
	     uint64_t from, uint64_t to)
{
	char host[SERVER_TEXT];
	struct http_request request = { .method = "GET",
					.path = path,
					.from = from,
					.to = to,
					.host = server_text(server, host) };
	struct http_head head;
	int rc;

	*http = (struct http){ .fd = -1 };
	rc = ask(http, server, &request, &head);
	if (rc == 0)
		rc = judge(http, &head, from, to);
	if (rc < 0) {
		http_close(http);
		if (!http->why[0])
			snprintf(http->why, sizeof(http->why), "%s", strerror(-rc));
	}
	return rc;
}

ssize_t http_read(struct http *http, void *data, size_t n)
{
	size_t ready = http->have - http->used;
	ssize_t got;

	if (http->left < n)
		n = (size_t)http->left;
	if (n == 0)
		return 0;
	if (ready) {
		got = (ssize_t)(ready < n ? ready : n);
		memcpy(data, http->buffer + http->used, (size_t)got);
		http->used += (size_t)got;
	} else {
		got = receive(http->fd, data, n, HTTP_STALL_MS);
	}
	if (got == 0 && http->left != HTTP_UNKNOWN)
		got = -ECONNRESET;
	if (got < 0)
		snprintf(http->why, sizeof(http->why), "%s",
			 got == -ECONNRESET  ? "it closed the connection too early"
			 : got == -ETIMEDOUT ? "it sends no more data"
					     : strerror((int)-got));
	else if (http->left != HTTP_UNKNOWN)
		http->left -= (uint64_t)got;
	return got;
}

int http_read_all(struct http *http, void *data, size_t n, int64_t deadline)
{
	char *at = data;

	while (n > 0) {
		ssize_t got = http_read(http, at, n);

		if (got < 0)
			return (int)got;
		if (got == 0) {
			snprintf(http->why, sizeof(http->why), "the file is too short");
			return -EPROTO;
		}
		at += got;
		n -= (size_t)got;
		if (n && clock_ms() > deadline) {
			snprintf(http->why, sizeof(http->why), "it is too slow");
			return -ETIMEDOUT;
		}
	}
	return 0;
}

static int post(struct http *http, const struct server *server, const char *path,
		const char *text, size_t n, int ms)
{
	char host[SERVER_TEXT], request_text[2048];
	struct http_request request = { .method = "POST",
					.path = path,
					.body = n,
					.host = server_text(server, host) };
	struct http_head head;
	int bytes = http_request_format(&request, request_text, sizeof(request_text));
	int rc;

	if (bytes < 0)
		return bytes;
	http->fd = http_connect(server, ms);
	if (http->fd < 0)
		return http->fd;
	rc = send_all(http->fd, request_text, (size_t)bytes, ms);
	if (rc == 0)
		rc = send_all(http->fd, text, n, ms);
	if (rc == 0)
		rc = read_head(http, &head, ms);
	if (rc == 0 && (head.status < 200 || head.status > 299)) {
		snprintf(http->why, sizeof(http->why), "HTTP status %d", head.status);
		rc = -EPROTO;
	}
	return rc;
}

int http_post(const struct server *server, const char *path, const char *text, size_t n,
	      int ms, char why[HTTP_WHY])
{
	struct http http = { .fd = -1 };
	int rc = post(&http, server, path, text, n, ms);

	http_close(&http);
	if (rc < 0)
		snprintf(why, HTTP_WHY, "%s", http.why[0] ? http.why : strerror(-rc));
	return rc;
}
