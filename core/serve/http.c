/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/http.c - the process that speaks HTTP.
 *
 * libmicrohttpd runs threads that each poll many connections; nothing in them waits:
 * files go out by sendfile, reports into a socket that never blocks.  So a client that
 * reads slowly holds a connection and a descriptor, no thread and no memory that grows.
 */
#include "http.h"
#include "channel.h"
#include "child.h"
#include "exchange.h"
#include "files.h"
#include "reports.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
	CONNECTIONS = 8192,
	PER_ADDRESS = 1024,
	IDLE_SECONDS = 60,
	THREADS_LEAST = 4,
	THREADS_MOST = 32,
	CONNECTION_MEMORY = 16384, /* bytes; headers must fit                        */
	BODY_MOST = 1 << 20,       /* bytes read and dropped so that we can answer   */
	SPARE_FILES = 128,
	FIRST_PEERS_MS = 30000
};

/* Lives from the first line of a request to its end. */
struct request {
	struct str body; /* of a report, up to its limit */
	size_t received; /* may be more                  */
};

struct http {
	struct exchange exchange;
	struct MHD_Daemon *daemon[LISTEN_MOST];
	size_t n;
};

/* ---- one request ---- */

static bool is(const char *method, const char *name)
{
	return strcmp(method, name) == 0;
}

static bool is_report(const struct exchange *exchange, const char *url,
		      const char *method)
{
	return exchange->channel >= 0 && is(method, MHD_HTTP_METHOD_POST) &&
	       is(url, "/status");
}

static bool says_too_large(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
							 "Content-Length");

	return length && strtoull(length, NULL, 10) > WIRE_REPORT_MOST;
}

static enum MHD_Result begin(struct MHD_Connection *connection, void **state)
{
	*state = mem_alloc(sizeof(struct request));
	if (!says_too_large(connection))
		return MHD_YES;
	return exchange_answer(connection, HTTP_TOO_LARGE, "too large");
}

/* What is too large is read on, so that the client reads our answer, but not kept. */
static enum MHD_Result take_body(struct request *request, bool report, const char *data,
				 size_t *n)
{
	if (request->received + *n > BODY_MOST)
		return MHD_NO;
	if (report && request->received + *n <= WIRE_REPORT_MOST)
		str_addn(&request->body, data, *n);
	request->received += *n;
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result answer(struct exchange *exchange,
			      struct MHD_Connection *connection, const char *url,
			      const char *method, const struct request *request)
{
	if (is_report(exchange, url, method))
		return reports_answer(exchange, connection, str_text(&request->body),
				      request->received);
	if (is(method, MHD_HTTP_METHOD_GET) || is(method, MHD_HTTP_METHOD_HEAD))
		return files_answer(exchange, connection, url,
				    is(method, MHD_HTTP_METHOD_HEAD));
	if (is(method, MHD_HTTP_METHOD_POST))
		return exchange_answer(connection, MHD_HTTP_NOT_FOUND, "not found");
	return exchange_answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			       "no such method here");
}

/* Called once with the headers, again for each part of a body, then at its end. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *data, size_t *n,
				  void **state)
{
	struct exchange *exchange = arg;

	(void)version;
	if (!*state)
		return begin(connection, state);
	if (*n)
		return take_body(*state, is_report(exchange, url, method), data, n);
	return answer(exchange, connection, url, method, *state);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **state,
			 enum MHD_RequestTerminationCode code)
{
	struct request *request = *state;

	(void)arg;
	(void)connection;
	(void)code;
	if (request)
		str_fini(&request->body);
	free(request);
	*state = NULL;
}

/* served.c decodes, part by part: a decoded slash or NUL must not look like a real one.
 */
static size_t leave_encoded(void *arg, struct MHD_Connection *connection, char *text)
{
	(void)arg;
	(void)connection;
	return strlen(text);
}

static void on_message(void *arg, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
static void on_message(void *arg, const char *fmt, va_list ap)
{
	char *text CLEANUP_FREE = mem_vprintf(fmt, ap);

	exchange_debug(arg, "%s", str_trim(text));
}

/* ---- the process ---- */

static unsigned or_default(unsigned given, unsigned fallback)
{
	return given ? given : fallback;
}

/* Threads may wait for a disk, so there are more of them than CPUs. */
static unsigned count_threads(const struct http_setup *setup)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = or_default(setup->limits.threads, cpus > 0 ? 2 * (unsigned)cpus : 2);

	if (!setup->limits.threads && n < THREADS_LEAST)
		n = THREADS_LEAST;
	if (n > THREADS_MOST)
		n = THREADS_MOST;
	n /= (unsigned)setup->listeners->n;
	return n < 2 ? 2 : n;
}

/* Each connection may hold its socket and a file. */
static unsigned count_connections(const struct http_setup *setup)
{
	unsigned wanted = or_default(setup->limits.connections, CONNECTIONS);
	unsigned files = privileges_open_files(2 * wanted + SPARE_FILES);
	unsigned most = files > 2 * SPARE_FILES ? (files - SPARE_FILES) / 2 : SPARE_FILES;

	return wanted < most ? wanted : most;
}

static struct MHD_Daemon *start_daemon(struct exchange *exchange,
				       const struct http_setup *setup, int fd,
				       unsigned connections)
{
	const struct server_limits *limits = &setup->limits;

	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0,
				NULL, NULL, on_request, exchange,
				MHD_OPTION_EXTERNAL_LOGGER, on_message, exchange,
				MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
				count_threads(setup), MHD_OPTION_CONNECTION_LIMIT,
				connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
				or_default(limits->per_address, PER_ADDRESS),
				MHD_OPTION_CONNECTION_TIMEOUT,
				or_default(limits->idle_seconds, IDLE_SECONDS),
				MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				(size_t)CONNECTION_MEMORY, MHD_OPTION_UNESCAPE_CALLBACK,
				leave_encoded, NULL, MHD_OPTION_NOTIFY_COMPLETED,
				on_completed, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
				MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

static int start_daemons(struct http *http, struct http_setup *setup,
			 unsigned connections)
{
	const struct listeners *listeners = setup->listeners;
	unsigned each = connections / (unsigned)listeners->n;

	for (; http->n < listeners->n; http->n++) {
		struct MHD_Daemon *daemon = start_daemon(&http->exchange, setup,
							 listeners->fd[http->n], each);

		if (!daemon)
			return log_fail(&setup->log, EIO,
					"cannot start the HTTP server on socket %zu; -vv "
					"shows why",
					http->n + 1);
		http->daemon[http->n] = daemon;
	}
	return 0;
}

/* Collects pieces; at their end the table is complete.  1 then, 0 before, -errno. */
static int take_peers(struct exchange *exchange, const struct channel_message *message,
		      struct str *pieces)
{
	struct peers peers;

	if (message->kind == CHANNEL_PEERS) {
		str_addn(pieces, message->text, message->bytes);
		return 0;
	}
	if (message->kind != CHANNEL_PEERS_END)
		return -EBADMSG;
	peers_read(str_text(pieces), &peers);
	str_fini(pieces);
	exchange_set_peers(exchange, &peers);
	return 1;
}

/* Takes one message if there is one.  As take_peers(). */
static int receive(struct exchange *exchange, int timeout_ms, struct str *pieces)
{
	struct channel_message *message CLEANUP_FREE = mem_alloc(sizeof(*message));
	int rc = channel_receive(exchange->channel, timeout_ms, message);

	return rc <= 0 ? rc : take_peers(exchange, message, pieces);
}

/* Without it the first reports after a start would be refused. */
static int wait_first_peers(struct exchange *exchange, struct str *pieces)
{
	int64_t until = log_now_ms() + FIRST_PEERS_MS;
	int rc = 0;

	if (exchange->channel < 0)
		return 0;
	while (rc == 0) {
		int64_t left = until - log_now_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		rc = receive(exchange, (int)left, pieces);
	}
	return rc < 0 ? rc : 0;
}

/* The end is a signal, or that the writer is gone.  Returns an exit status. */
static int wait_for_end(struct exchange *exchange, int signals, struct str *pieces)
{
	struct pollfd pollers[] = { { .fd = signals, .events = POLLIN },
				    { .fd = exchange->channel, .events = POLLIN } };

	for (;;) {
		int n = poll(pollers, 2, -1);

		if (n < 0 && errno != EINTR)
			return 1;
		if (n <= 0)
			continue;
		if (pollers[0].revents)
			return 0;
		if (pollers[1].revents && receive(exchange, 0, pieces) < 0)
			return 1;
	}
}

static int catch_end(pid_t parent)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	/* Changing the user clears this, so it comes after. */
	if (fd < 0 || prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) != 0)
		return -errno;
	return getppid() == parent ? fd : -ECHILD;
}

static int serve(struct http *http, struct http_setup *setup, unsigned connections,
		 int ready)
{
	struct str pieces CLEANUP_STR = { 0 };
	int signals CLEANUP_FD = catch_end(setup->parent);
	int rc = signals;

	if (rc >= 0)
		rc = wait_first_peers(&http->exchange, &pieces);
	if (rc >= 0)
		rc = start_daemons(http, setup, connections);
	if (rc < 0) {
		log_fail(&setup->log, -rc, "cannot begin to serve: %s", strerror(-rc));
		return 1;
	}
	child_say_ready(ready);
	return wait_for_end(&http->exchange, signals, &pieces);
}

int http_run(void *arg, int ready)
{
	struct http_setup *setup = arg;
	unsigned connections = count_connections(setup);
	struct http http = { .n = 0 };
	int status;

	(void)prctl(PR_SET_NAME, "stateless-http", 0, 0, 0);
	if (privileges_drop(&setup->log, &setup->identity) < 0)
		return 1;
	exchange_init(&http.exchange, &setup->log, setup->channel);
	memcpy(http.exchange.folder, setup->folder, sizeof(setup->folder));
	status = serve(&http, setup, connections, ready);
	while (http.n)
		MHD_stop_daemon(http.daemon[--http.n]);
	exchange_fini(&http.exchange);
	return status;
}
