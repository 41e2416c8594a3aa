/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/ask.c - one question to a server, answered within two seconds or not.
 */
#include "ask.h"

#include "core/base/log.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 1350, section 5 */
enum { TFTP_RRQ = 1, TFTP_DATA = 3, TFTP_ERROR = 5, TFTP_HEAD = 4, TFTP_ROOM = 2048 };
enum { HEAD_ROOM = 4096 };

static int fail(char why[ASK_WHY], int err)
{
	snprintf(why, ASK_WHY, "%s", strerror(err));
	return -err;
}

static struct addrinfo *resolve(const char *address, int port, int type)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
					.ai_socktype = type };
	struct addrinfo *found = NULL;
	char service[16];

	snprintf(service, sizeof(service), "%d", port);
	return getaddrinfo(address, service, &hints, &found) == 0 ? found : NULL;
}

/* 0 once it is ready, or -ETIMEDOUT. */
static int wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd ready = { fd, events, 0 };
	int64_t left = deadline - log_now_ms();

	return left > 0 && poll(&ready, 1, (int)left) > 0 ? 0 : -ETIMEDOUT;
}

static int connect_to(int fd, const struct addrinfo *to, int64_t deadline)
{
	socklen_t n = sizeof(int);
	int err = 0, rc;

	if (connect(fd, to->ai_addr, to->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -errno;
	rc = wait_for(fd, POLLOUT, deadline);
	if (rc < 0)
		return rc;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &n) != 0)
		return -errno;
	return -err;
}

/* Up to the end of the head, of the connection, or of the room.  0 or -errno. */
static int read_head(int fd, int64_t deadline, char head[HEAD_ROOM])
{
	size_t n = 0;

	head[0] = '\0';
	while (n < HEAD_ROOM - 1 && !strstr(head, "\r\n\r\n")) {
		int rc = wait_for(fd, POLLIN, deadline);
		ssize_t got = rc < 0 ? -1 : recv(fd, head + n, HEAD_ROOM - 1 - n, 0);

		if (rc < 0)
			return rc;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t)got;
		head[n] = '\0';
	}
	return 0;
}

static int read_answer(int fd, int64_t deadline, bool *ours)
{
	char head[HEAD_ROOM];
	int rc = read_head(fd, deadline, head);

	char *end;

	if (rc < 0)
		return rc;
	end = strstr(head, "\r\n\r\n");
	if (end)
		end[2] = '\0';
	*ours = strcasestr(head, "\r\nServer: stateless\r\n") != NULL;
	return strncmp(head, "HTTP/1.", 7) == 0 && strlen(head) > 12 ? atoi(head + 9)
								     : -EPROTO;
}

int ask_http(const char *address, int port, bool *ours, char why[ASK_WHY])
{
	static const char question[] = "GET /boot/ HTTP/1.0\r\n\r\n";
	struct addrinfo *to = resolve(address, port, SOCK_STREAM);
	int64_t deadline = log_now_ms() + ASK_MS;
	int fd CLEANUP_FD = -1;
	int rc = to ? 0 : -EINVAL;

	*ours = false;
	if (rc == 0)
		fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (rc == 0)
		rc = fd < 0 ? -errno : connect_to(fd, to, deadline);
	if (rc == 0 && send(fd, question, sizeof(question) - 1, MSG_NOSIGNAL) !=
			       sizeof(question) - 1)
		rc = -errno;
	if (rc == 0)
		rc = read_answer(fd, deadline, ours);
	if (to)
		freeaddrinfo(to);
	return rc < 0 ? fail(why, -rc) : rc;
}

/* "file\0octet\0" behind the number of the request. */
static size_t write_request(const char *file, char packet[TFTP_ROOM])
{
	int n = snprintf(packet + 2, TFTP_ROOM - 2, "%s%coctet", file, '\0');

	packet[0] = 0;
	packet[1] = TFTP_RRQ;
	return n > 0 && n < TFTP_ROOM - 3 ? (size_t)n + 3 : 0;
}

/* The answer comes from another port of the server, so the socket is not connected. */
static int read_block(int fd, int64_t deadline, char why[ASK_WHY])
{
	static const char enough[] = { 0,   TFTP_ERROR, 0,   0,   'e', 'n',
				       'o', 'u',        'g', 'h', 0 };
	struct sockaddr_storage from;
	socklen_t from_bytes = sizeof(from);
	char packet[TFTP_ROOM];
	int rc = wait_for(fd, POLLIN, deadline);
	ssize_t n;

	if (rc < 0)
		return fail(why, -rc);
	n = recvfrom(fd, packet, sizeof(packet) - 1, 0, (struct sockaddr *)&from,
		     &from_bytes);
	if (n < TFTP_HEAD || packet[0] != 0)
		return fail(why, n < 0 ? errno : EPROTO);
	packet[n] = '\0';
	if (packet[1] == TFTP_ERROR) {
		snprintf(why, ASK_WHY, "it says \"%.200s\"", packet + TFTP_HEAD);
		return -EREMOTEIO;
	}
	if (packet[1] != TFTP_DATA)
		return fail(why, EPROTO);
	/* Else it would send the block again and again. */
	(void)!sendto(fd, enough, sizeof(enough), 0, (struct sockaddr *)&from,
		      from_bytes);
	return 0;
}

int ask_tftp(const char *address, int port, const char *file, char why[ASK_WHY])
{
	struct addrinfo *to = resolve(address, port, SOCK_DGRAM);
	int64_t deadline = log_now_ms() + ASK_MS;
	char packet[TFTP_ROOM];
	size_t n = write_request(file, packet);
	int fd CLEANUP_FD = to ? socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
	int rc = -EINVAL;

	if (to && n) {
		rc = fd >= 0 && sendto(fd, packet, n, 0, to->ai_addr, to->ai_addrlen) ==
					     (ssize_t)n
			     ? 0
			     : -errno;
	}
	if (to)
		freeaddrinfo(to);
	return rc < 0 ? fail(why, -rc) : read_block(fd, deadline, why);
}
