/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/dhcp_client.c - the exchange of packets, with a bound.
 */
#include "dhcp.h"
#include "sysfile.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERVER_PORT = 67, CLIENT_PORT = 68 };

static int set(int fd, int option)
{
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, option, &on, sizeof(on));
}

/* We ask for answers by broadcast: those reach a socket that is bound to an interface
 * without an address. */
static int listen_on(const char *interface)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_port = htons(CLIENT_PORT) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return -errno;
	if (set(fd, SO_BROADCAST) == 0 && set(fd, SO_REUSEADDR) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		       (socklen_t)strlen(interface)) == 0 &&
	    bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0)
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

static int send_packet(int fd, const struct dhcp *dhcp, enum dhcp_type type)
{
	struct sockaddr_in all = { .sin_family = AF_INET,
				   .sin_port = htons(SERVER_PORT),
				   .sin_addr.s_addr = htonl(INADDR_BROADCAST) };
	unsigned char packet[DHCP_ROOM];
	size_t n = dhcp_format(dhcp, type, packet);

	return sendto(fd, packet, n, 0, (struct sockaddr *)&all, sizeof(all)) < 0 ? -errno
										  : 0;
}

/* The type of an answer to us within ms, or -ETIMEDOUT. */
static int receive(int fd, struct dhcp *dhcp, struct ipconf *conf, int ms)
{
	int64_t until = clock_ms() + ms;

	for (;;) {
		struct pollfd poller = { fd, POLLIN, 0 };
		unsigned char packet[2048];
		int64_t left = until - clock_ms();
		ssize_t n;
		int type;

		if (left <= 0 || poll(&poller, 1, (int)left) <= 0)
			return -ETIMEDOUT;
		n = recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
		type = n > 0 ? dhcp_parse(dhcp, packet, (size_t)n, conf) : -EINVAL;
		if (type > 0)
			return type;
	}
}

/* Sends and waits 2, 4, 8 ... seconds, with up to a second added at random. */
static int exchange(int fd, struct dhcp *dhcp, enum dhcp_type type, struct ipconf *conf)
{
	int rc = -ETIMEDOUT;

	for (int i = 0; i < DHCP_TRIES && rc == -ETIMEDOUT; i++) {
		rc = send_packet(fd, dhcp, type);
		if (rc == 0)
			rc = receive(fd, dhcp, conf,
				     (2000 << (i < 4 ? i : 4)) + (int)random_below(1000));
		if (rc == DHCP_OFFER && type == DHCP_REQUEST)
			rc = -ETIMEDOUT; /* a late one of another server */
	}
	return rc;
}

int dhcp_ask(const char *interface, const struct hwaddr *mac, struct ipconf *conf,
	     char *why, size_t room)
{
	struct dhcp dhcp = { .mac = *mac, .xid = random_below(UINT32_MAX) };
	int fd = listen_on(interface), rc;

	if (fd < 0) {
		snprintf(why, room, "no socket: %s", strerror(-fd));
		return fd;
	}
	rc = exchange(fd, &dhcp, DHCP_DISCOVER, conf);
	if (rc == DHCP_OFFER)
		rc = exchange(fd, &dhcp, DHCP_REQUEST, conf);
	close(fd);
	if (rc == DHCP_ACK)
		return 0;
	rc = rc < 0 ? rc : -EPROTO;
	snprintf(why, room, "%s",
		 rc == -ETIMEDOUT ? "no server answers"
		 : rc == -EPROTO  ? "the server refused"
				  : strerror(-rc));
	return rc;
}
