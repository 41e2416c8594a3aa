/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/client.c - HTTP by hand: a client that can say anything.
 */
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in make_address(const char *text, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port) };

	inet_pton(AF_INET, text, &address.sin_addr);
	return address;
}

int client_connect(const char *from, int port)
{
	const struct timeval patience = { 10, 0 };
	struct sockaddr_in source = make_address(from, 0);
	struct sockaddr_in target = make_address("127.0.0.1", port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (bind(fd, (struct sockaddr *)&source, sizeof(source)) == 0 &&
	    connect(fd, (struct sockaddr *)&target, sizeof(target)) == 0)
		return fd;
	err = errno;
	close(fd);
	return -err;
}

bool client_send(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool read_head(int fd, struct reply *reply)
{
	while (!strstr(str_text(&reply->head), "\r\n\r\n")) {
		char c;

		if (reply->head.n > 65536 || recv(fd, &c, 1, 0) != 1)
			return false;
		str_addn(&reply->head, &c, 1);
	}
	return true;
}

static size_t body_length(const struct reply *reply)
{
	const char *at = strcasestr(str_text(&reply->head), "\r\nContent-Length:");

	return at ? strtoull(at + 17, NULL, 10) : 0;
}

void client_read(int fd, bool has_body, struct reply *reply)
{
	char buffer[65536];
	size_t left;

	*reply = (struct reply){ 0 };
	if (!read_head(fd, reply) || strncmp(reply->head.s, "HTTP/1.", 7) != 0)
		return;
	reply->status = atoi(reply->head.s + 9);
	left = has_body ? body_length(reply) : 0;
	while (left) {
		ssize_t n = recv(fd, buffer,
				 left < sizeof(buffer) ? left : sizeof(buffer), 0);

		if (n <= 0)
			return;
		str_addn(&reply->body, buffer, (size_t)n);
		left -= (size_t)n;
	}
}

void client_ask(const char *from, int port, const char *request, struct reply *reply)
{
	int fd CLEANUP_FD = client_connect(from, port);

	*reply = (struct reply){ 0 };
	if (fd < 0)
		return;
	(void)client_send(fd, request, strlen(request));
	client_read(fd, strncmp(request, "HEAD ", 5) != 0, reply);
}

void client_get(int port, const char *path, const char *headers, struct reply *reply)
{
	char *request CLEANUP_FREE =
		mem_printf("GET %s HTTP/1.1\r\nHost: test\r\n%s\r\n", path, headers);

	client_ask("127.0.0.1", port, request, reply);
}

void client_post(const char *from, int port, const char *report, struct reply *reply)
{
	char *request CLEANUP_FREE = mem_printf("POST /status HTTP/1.1\r\nHost: test\r\n"
						"Content-Length: %zu\r\n\r\n%s",
						strlen(report), report);

	client_ask(from, port, request, reply);
}

bool reply_says(const struct reply *reply, const char *line)
{
	char *whole CLEANUP_FREE = mem_printf("\r\n%s\r\n", line);

	return strcasestr(str_text(&reply->head), whole) != NULL;
}

void reply_fini(struct reply *reply)
{
	str_fini(&reply->head);
	str_fini(&reply->body);
	*reply = (struct reply){ 0 };
}
