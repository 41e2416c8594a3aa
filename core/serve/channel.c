/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/channel.c - what the HTTP process and the writer process say to each other.
 */
#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { ROOM = 8 << 20 /* bytes; some thousand reports */, SEND_MS = 10000 };

/* What stands before the text of a message. */
struct head {
	uint32_t kind, bytes;
	struct in6_addr address;
};

/* Only root may pass the system's limit; then that limit is what we get. */
static void set_room(int fd)
{
	int room = ROOM;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)) != 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
}

int channel_open(struct log *log, int ends[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return log_fail(log, errno, "cannot make a socket pair: %s",
				strerror(errno));
	set_room(ends[0]);
	set_room(ends[1]);
	return 0;
}

int channel_send(int end, enum channel_kind kind, const struct in6_addr *address,
		 const char *text, size_t bytes)
{
	struct head head = { .kind = (uint32_t)kind, .bytes = (uint32_t)bytes };
	struct iovec parts[2] = { { &head, sizeof(head) },
				  { (void *)(uintptr_t)text, bytes } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	if (bytes > CHANNEL_TEXT)
		return -EMSGSIZE;
	if (address)
		head.address = *address;
	while (sendmsg(end, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno == EINTR)
			continue;
		if (errno == ECONNRESET || errno == ENOTCONN)
			return -EPIPE;
		return errno == ENOBUFS ? -EAGAIN : -errno;
	}
	return 0;
}

static int send_patiently(int end, enum channel_kind kind, const char *text, size_t bytes)
{
	int64_t until = log_now_ms() + SEND_MS;
	int rc;

	while ((rc = channel_send(end, kind, NULL, text, bytes)) == -EAGAIN) {
		struct pollfd poller = { .fd = end, .events = POLLOUT };

		if (log_now_ms() >= until)
			return -ETIMEDOUT;
		(void)poll(&poller, 1, 100);
	}
	return rc;
}

/* As many whole lines as fit. */
static size_t piece(const char *text)
{
	size_t n = strnlen(text, CHANNEL_TEXT);

	if (text[n])
		while (n && text[n - 1] != '\n')
			n--;
	return n;
}

int channel_send_lines(int end, const char *text)
{
	while (*text) {
		size_t n = piece(text);
		int rc = n ? send_patiently(end, CHANNEL_PEERS, text, n) : -EMSGSIZE;

		if (rc < 0)
			return rc;
		text += n;
	}
	return send_patiently(end, CHANNEL_PEERS_END, "", 0);
}

static int receive_now(int end, struct channel_message *message)
{
	const size_t head = offsetof(struct channel_message, text);
	ssize_t n = recv(end, message, head + CHANNEL_TEXT, MSG_DONTWAIT);

	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0
		       : errno == ECONNRESET             ? -EPIPE
							 : -errno;
	if ((size_t)n < head || (size_t)n - head != message->bytes)
		return -EBADMSG;
	message->text[message->bytes] = '\0';
	return 1;
}

int channel_receive(int end, int timeout_ms, struct channel_message *message)
{
	struct pollfd poller = { .fd = end, .events = POLLIN };
	int n = poll(&poller, 1, timeout_ms);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n == 0 ? 0 : receive_now(end, message);
}
