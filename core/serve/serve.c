/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/serve.c - starts the two processes of the server, watches and ends them.
 *
 * Why two: the database must be written by its owner, who is root, and whoever parses
 * HTTP must not be root.  A database that an unprivileged user may write would let a hole
 * in the HTTP parser choose what every node boots; through the channel it can at most
 * say wrong things in reports.
 */
#include "serve.h"
#include "channel.h"
#include "child.h"
#include "http.h"
#include "listen.h"
#include "privileges.h"
#include "writer.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READY_MS = 60000, HTTP_GRACE_MS = 10000, WRITER_GRACE_MS = 60000 };

struct server {
	struct child http, writer;
	int port;
};

/* What only the start needs. */
struct start {
	const struct server_options *options;
	struct listeners listeners;
	struct identity identity;
	int folder[SERVED_FOLDERS];
	int channel[2]; /* of the HTTP process, of the writer */
};

static void start_fini(struct start *start)
{
	listen_close(&start->listeners);
	for (int i = 0; i < SERVED_FOLDERS; i++)
		if (start->folder[i] >= 0)
			close(start->folder[i]);
	for (int i = 0; i < 2; i++)
		if (start->channel[i] >= 0)
			close(start->channel[i]);
}

static int open_folder(struct log *log, const char *installdir, const char *name, int *fd)
{
	char *path CLEANUP_FREE = path_join(installdir, name);
	int rc = path_make_folders(log, path, 0755);

	if (rc < 0)
		return rc;
	*fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return log_fail(log, errno, "cannot open the folder %s: %s", path,
				strerror(errno));
	return 0;
}

static int open_all(struct log *log, struct start *start)
{
	const struct server_options *options = start->options;
	int rc = privileges_plan(log, options->user, &start->identity);

	if (rc == 0)
		rc = open_folder(log, options->installdir, "netboot",
				 &start->folder[SERVED_NETBOOT]);
	if (rc == 0)
		rc = open_folder(log, options->installdir, "boot",
				 &start->folder[SERVED_BOOT]);
	if (rc == 0 && options->inventory)
		rc = channel_open(log, start->channel);
	if (rc == 0)
		rc = listen_open(log, options->listen, options->port, &start->listeners);
	return rc;
}

static int start_writer(struct log *log, const struct start *start, struct child *child)
{
	struct writer_setup setup = { .log = *log,
				      .channel = start->channel[1],
				      .inventory = start->options->inventory,
				      .known_hosts = start->options->known_hosts,
				      .addresses = start->options->addresses };
	const int keep[] = { start->channel[1], -1 };
	const struct child_work work = { "writer of reports", writer_run, &setup, keep };

	return child_start(log, &work, child);
}

static int start_http(struct log *log, const struct start *start, struct child *child)
{
	struct http_setup setup = { .log = *log,
				    .limits = start->options->limits,
				    .listeners = &start->listeners,
				    .identity = start->identity,
				    .channel = start->channel[0],
				    .parent = getpid() };
	int keep[LISTEN_MOST + SERVED_FOLDERS + 2];
	const struct child_work work = { "HTTP process", http_run, &setup, keep };
	size_t n = 0;

	memcpy(setup.folder, start->folder, sizeof(setup.folder));
	for (size_t i = 0; i < start->listeners.n; i++)
		keep[n++] = start->listeners.fd[i];
	for (int i = 0; i < SERVED_FOLDERS; i++)
		keep[n++] = start->folder[i];
	if (start->channel[0] >= 0)
		keep[n++] = start->channel[0];
	keep[n] = -1;
	return child_start(log, &work, child);
}

/* The parent's ends of the channel must be closed before it waits: the end of one process
 * is seen by the other as the end of the channel. */
static int start_children(struct log *log, struct start *start, struct server *server)
{
	int rc =
		start->options->inventory ? start_writer(log, start, &server->writer) : 0;

	if (rc == 0)
		rc = start_http(log, start, &server->http);
	server->port = start->listeners.port;
	start_fini(start);
	if (rc == 0 && server->writer.pid > 0)
		rc = child_wait_ready(log, &server->writer, READY_MS);
	if (rc == 0)
		rc = child_wait_ready(log, &server->http, READY_MS);
	return rc;
}

int server_start(struct log *log, const struct server_options *options,
		 struct server **out)
{
	struct start start = { .options = options,
			       .folder = { -1, -1 },
			       .channel = { -1, -1 } };
	struct server *server;
	int rc = open_all(log, &start);

	*out = NULL;
	if (rc < 0) {
		start_fini(&start);
		return rc;
	}
	server = mem_alloc(sizeof(*server));
	server->http.ready = server->writer.ready = -1;
	rc = start_children(log, &start, server);
	if (rc < 0) {
		server_stop(server);
		return rc;
	}
	*out = server;
	return 0;
}

int server_port(const struct server *server)
{
	return server->port;
}

int server_pid(const struct server *server)
{
	return (int)server->http.pid;
}

static bool has_ended(struct log *log, struct server *server)
{
	bool ended = child_has_ended(log, &server->http);

	return child_has_ended(log, &server->writer) || ended;
}

int server_wait(struct log *log, struct server *server, int timeout_ms)
{
	if (!has_ended(log, server))
		(void)poll(NULL, 0, timeout_ms);
	return server->http.pid <= 0 || has_ended(log, server) ? -ECHILD : 0;
}

/* The writer ends by itself once the HTTP process is gone and all is stored. */
void server_stop(struct server *server)
{
	if (!server)
		return;
	child_stop(&server->http, SIGTERM, HTTP_GRACE_MS);
	child_stop(&server->writer, 0, WRITER_GRACE_MS);
	free(server);
}
