/* SPDX-License-Identifier: GPL-2.0-or-later
 * bench/serve_load.c - the clients of the measurement: many at once, and cheap.
 *
 *   load nodes DATABASE COUNT        puts nodes r0... of addresses 127.1.x.y there
 *   load fetch PORT PATH CLIENTS     all of them fetch it once, at the same time
 *   load reports PORT COUNT          each node reports once, over its own connection
 *
 * fetch and reports print "seconds NUMBER" and what came back.  Received bytes are
 * dropped in the kernel (MSG_TRUNC), so that the server is what is measured.
 */
#include "core/inventory/inventory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 64, HEAD = 2048, PIECE = 1 << 20, WAIT_MS = 30000 };

struct client {
	int fd;
	char *request; /* not sent yet       */
	char head[HEAD];
	size_t n;      /* bytes of head      */
	uint64_t left; /* bytes of body      */
	int status;    /* 0: head not read   */
};

struct load {
	int poller, port;
	unsigned begun, ended, count;
	char *(*request)(const struct load *, unsigned i);
	const char *path;
	bool own_address;
	uint64_t bytes;
	unsigned statuses[600];
};

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void address_of(unsigned i, char text[INET_ADDRSTRLEN])
{
	snprintf(text, INET_ADDRSTRLEN, "127.1.%u.%u", i / 250 % 256, i % 250 + 1);
}

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_socket(const struct load *load, unsigned i)
{
	struct sockaddr_in source = { .sin_family = AF_INET };
	struct sockaddr_in target = { .sin_family = AF_INET,
				      .sin_port = htons((uint16_t)load->port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[INET_ADDRSTRLEN];

	address_of(i, text);
	inet_pton(AF_INET, text, &source.sin_addr);
	if (fd < 0 ||
	    (load->own_address &&
	     bind(fd, (struct sockaddr *)&source, sizeof(source)) != 0) ||
	    connect(fd, (struct sockaddr *)&target, sizeof(target)) != 0)
		die("connect");
	return fd;
}

static void begin(struct load *load)
{
	struct client *client = mem_alloc(sizeof(*client));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
	size_t n;

	client->fd = open_socket(load, load->begun);
	client->request = load->request(load, load->begun++);
	n = strlen(client->request);
	if (send(client->fd, client->request, n, MSG_NOSIGNAL) != (ssize_t)n ||
	    epoll_ctl(load->poller, EPOLL_CTL_ADD, client->fd, &event) != 0)
		die("send");
}

static void end(struct load *load, struct client *client)
{
	load->statuses[client->status < 600 ? client->status : 0]++;
	load->ended++;
	close(client->fd);
	free(client->request);
	free(client);
	if (load->begun < load->count)
		begin(load);
}

/* What was read behind the head is body already. */
static void read_head(struct load *load, struct client *client)
{
	ssize_t n = recv(client->fd, client->head + client->n, HEAD - 1 - client->n,
			 MSG_DONTWAIT);
	const char *body, *length;

	if (n <= 0) {
		end(load, client);
		return;
	}
	client->n += (size_t)n;
	client->head[client->n] = '\0';
	body = strstr(client->head, "\r\n\r\n");
	if (!body)
		return;
	length = strcasestr(client->head, "\r\nContent-Length:");
	client->left = length ? strtoull(length + 17, NULL, 10) : 0;
	client->left -= client->n - (size_t)(body + 4 - client->head);
	client->status = atoi(client->head + 9);
	if (client->left == 0)
		end(load, client);
}

static void read_body(struct load *load, struct client *client)
{
	ssize_t n = recv(client->fd, NULL, PIECE, MSG_TRUNC | MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		client->status = 0;
		end(load, client);
		return;
	}
	load->bytes += (uint64_t)n;
	client->left -= (uint64_t)n;
	if (client->left == 0)
		end(load, client);
}

static int run(struct load *load)
{
	double start = now();

	load->poller = epoll_create1(EPOLL_CLOEXEC);
	while (load->begun < load->count && load->begun < AT_ONCE)
		begin(load);
	while (load->ended < load->count) {
		struct epoll_event events[AT_ONCE];
		int n = epoll_wait(load->poller, events, AT_ONCE, WAIT_MS);

		if (n == 0)
			die("nothing came for 30 seconds");
		for (int i = 0; i < n; i++) {
			struct client *client = events[i].data.ptr;

			(client->status ? read_body : read_head)(load, client);
		}
	}
	printf("seconds %.6f\nbytes %llu\n", now() - start,
	       (unsigned long long)load->bytes);
	for (int i = 0; i < 600; i++)
		if (load->statuses[i])
			printf("status %d %u\n", i, load->statuses[i]);
	close(load->poller);
	return load->statuses[0] != 0;
}

static char *fetch_request(const struct load *load, unsigned i)
{
	(void)i;
	return mem_printf("GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n",
			  load->path);
}

static char *report_request(const struct load *load, unsigned i)
{
	char *text CLEANUP_FREE = mem_printf(
		"stateless-report 1\nnode r%u\nimage compute\nmethod squashfs\n"
		"state booting\nphase modules 910\nphase network 1200\nphase fetch 1300\n"
		"phase mount 4100\ncpus 64\nmemory 270000000000 90000000\n",
		i);

	(void)load;
	return mem_printf("POST /status HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
			  "Content-Length: %zu\r\n\r\n%s",
			  strlen(text), text);
}

static int put_nodes(const char *database, unsigned count)
{
	struct inventory *inventory = NULL;
	struct log log;
	int rc;

	log_init(&log, "load");
	rc = inventory_open(&log, database, &inventory);
	if (rc == 0)
		rc = inventory_begin(&log, inventory);
	for (unsigned i = 0; rc == 0 && i < count; i++) {
		struct object node = { .type = OBJECT_NODE };
		char address[INET_ADDRSTRLEN];

		node.name = mem_printf("r%u", i);
		address_of(i, address);
		object_set(&node, "ip", address);
		rc = inventory_put(&log, inventory, &node);
		object_fini(&node);
	}
	if (rc == 0)
		rc = inventory_commit(&log, inventory);
	inventory_close(inventory);
	return rc < 0;
}

int main(int argc, char **argv)
{
	struct load load = { .count = 0 };

	if (argc == 4 && strcmp(argv[1], "nodes") == 0)
		return put_nodes(argv[2], (unsigned)atoi(argv[3]));
	if (argc < 4)
		return 2;
	load.port = atoi(argv[2]);
	load.request = report_request;
	load.own_address = true;
	load.count = (unsigned)atoi(argv[argc - 1]);
	if (argc == 5 && strcmp(argv[1], "fetch") == 0) {
		load.request = fetch_request;
		load.path = argv[3];
		load.own_address = false;
	}
	return run(&load);
}
