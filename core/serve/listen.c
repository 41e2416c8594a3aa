/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/listen.c - listening sockets.
 */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int read_address(const char *text, int port, union address *address, socklen_t *n)
{
	*address = (union address){ 0 };
	if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons((uint16_t)port);
		*n = sizeof(address->v4);
		return 0;
	}
	if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) != 1)
		return -EINVAL;
	address->v6.sin6_family = AF_INET6;
	address->v6.sin6_port = htons((uint16_t)port);
	*n = sizeof(address->v6);
	return 0;
}

static int set_options(int fd, int family, bool both)
{
	const int on = 1, v6_only = !both;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0)
		return -errno;
	if (family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof(v6_only)) != 0)
		return -errno;
	return 0;
}

/* both: an IPv6 socket that takes IPv4 too.  Returns a descriptor or -errno. */
static int open_one(const char *text, int port, bool both)
{
	union address address;
	socklen_t n;
	int rc = read_address(text, port, &address, &n);
	int fd;

	if (rc < 0)
		return rc;
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	rc = set_options(fd, address.any.sa_family, both);
	if (rc == 0 && (bind(fd, &address.any, n) != 0 || listen(fd, BACKLOG) != 0))
		rc = -errno;
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static int port_of(int fd)
{
	union address address;
	socklen_t n = sizeof(address);

	memset(&address, 0, sizeof(address));
	if (getsockname(fd, &address.any, &n) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
						       : address.v4.sin_port);
}

static int add(struct log *log, const char *text, int port, struct listeners *listeners)
{
	int fd = open_one(text, port, false);

	if (fd == -EINVAL)
		return log_fail(log, EINVAL,
				"cannot listen on %s: it is not a numeric address", text);
	if (fd < 0)
		return log_fail(log, -fd, "cannot listen on %s port %d: %s%s", text, port,
				strerror(-fd),
				fd == -EACCES ? "; ports below 1024 need root"
				: fd == -EADDRINUSE
					? "; another server runs there: stop it, "
					  "or choose another with --port"
					: "");
	listeners->fd[listeners->n++] = fd;
	if (listeners->n == 1)
		listeners->port = port_of(fd);
	return 0;
}

/* A kernel without IPv6 has no "::". */
static int add_all(struct log *log, int port, struct listeners *listeners)
{
	int fd = open_one("::", port, true);

	if (fd < 0)
		return add(log, "0.0.0.0", port, listeners);
	listeners->fd[listeners->n++] = fd;
	listeners->port = port_of(fd);
	return 0;
}

int listen_open(struct log *log, const char *const *addresses, int port,
		struct listeners *listeners)
{
	int rc = 0;

	*listeners = (struct listeners){ 0 };
	if (port < 0 || port > 65535)
		return log_fail(log, EINVAL, "there is no port %d: 0 to 65535", port);
	if (!addresses || !*addresses)
		return add_all(log, port, listeners);
	for (; rc == 0 && *addresses; addresses++) {
		if (listeners->n == LISTEN_MOST)
			rc = log_fail(log, E2BIG,
				      "cannot listen on more than %d addresses",
				      LISTEN_MOST);
		else
			rc = add(log, *addresses, port ? port : listeners->port,
				 listeners);
	}
	if (rc < 0)
		listen_close(listeners);
	return rc;
}

void listen_close(struct listeners *listeners)
{
	for (size_t i = 0; i < listeners->n; i++)
		close(listeners->fd[i]);
	listeners->n = 0;
}
