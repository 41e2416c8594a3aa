/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/fetch.c - the step fetch: a file of the server, used only once it is verified.
 */
#include "agent.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "node/http.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	ROUNDS = 3,        /* through all servers */
	PAUSE_MS = 2000,   /* between two */
	LOOK_MS = 200,     /* between two looks whether it is our turn */
	FETCH_MS = 1200000 /* one file from one server */
};

static bool is_there(const char *path, const char *sha256)
{
	char hex[DIGEST_HEX + 1];
	uint64_t bytes;

	return path_exists(path) && digest_file(path, hex, &bytes, NULL) == 0 &&
	       strcmp(hex, sha256) == 0;
}

static int receive(struct http *http, int fd)
{
	int64_t until = log_now_ms() + FETCH_MS;
	char data[65536];
	ssize_t got;
	int rc = 0;

	while (rc == 0 && (got = http_read(http, data, sizeof(data))) != 0) {
		if (got < 0)
			return (int)got;
		rc = file_write_all(fd, data, (size_t)got);
		if (rc == 0 && log_now_ms() > until)
			rc = -ETIMEDOUT;
	}
	if (rc < 0)
		snprintf(http->why, sizeof(http->why), "%s", strerror(-rc));
	return rc;
}

/* why: what went wrong, where it was the server's fault. */
static int try_server(const struct server *server, const char *urlpath,
		      const char *sha256, const char *to, char why[HTTP_WHY])
{
	int fd CLEANUP_FD =
		open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct http http;
	int rc;

	if (fd < 0) {
		rc = -errno;
		snprintf(why, HTTP_WHY, "%s", strerror(-rc));
		return rc;
	}
	rc = http_get(&http, server, urlpath, 0, 0);
	if (rc == 0)
		rc = receive(&http, fd);
	http_close(&http);
	snprintf(why, HTTP_WHY, "%s", http.why);
	if (rc < 0 || is_there(to, sha256))
		return rc;
	snprintf(why, HTTP_WHY, "it has another SHA-256 than the plan says");
	return -EBADMSG;
}

static int fetch(const struct agent *agent, const struct servers *servers,
		 const char *urlpath, const char *sha256, const char *to)
{
	char why[HTTP_WHY] = "no server is known", name[SERVER_TEXT];
	int rc = -ENOENT;

	for (int round = 0; round < ROUNDS; round++) {
		if (round)
			poll(NULL, 0, PAUSE_MS);
		for (unsigned i = 0; i < servers->n; i++) {
			rc = try_server(&servers->v[i], urlpath, sha256, to, why);
			if (rc == 0)
				return 0;
			log_warn(agent->log, "%s from %s: %s", urlpath,
				 server_text(&servers->v[i], name), why);
		}
	}
	return log_fail(agent->log, -rc, "%s: no server gave it to %s: %s", urlpath, to,
			why);
}

/* Devices of one host start side by side, often from the same files: one fetches, the
 * others find it there.  The lock's descriptor, or -errno, said. */
static int take_turn(const struct agent *agent, const char *path)
{
	int64_t until = log_now_ms() + FETCH_MS;
	char hex[DIGEST_HEX + 1];
	char *lock CLEANUP_FREE = NULL;
	int fd;

	digest_data(path, strlen(path), hex);
	lock = mem_printf("%s/fetch-%.16s.lock", agent->work, hex);
	while ((fd = file_lock(agent->log, lock)) == -EBUSY && log_now_ms() < until)
		poll(NULL, 0, LOOK_MS);
	return fd == -EBUSY
		       ? log_fail(agent->log, EBUSY,
				  "%s: another device fetches it without an end", path)
		       : fd;
}

int step_fetch(const struct agent *agent, const struct step *step)
{
	char *path CLEANUP_FREE = agent_file(agent, step->path);
	int turn CLEANUP_FD = take_turn(agent, path);
	char *parent CLEANUP_FREE = path_parent(path);
	char *new CLEANUP_FREE = mem_printf("%s.new", path);
	struct servers servers = agent->servers;
	const char *urlpath = step->text;
	int rc;

	if (turn < 0)
		return turn;
	if (is_there(path, step->sha256))
		return 0;
	if (urlpath[0] != '/') {
		servers.n = 1;
		if (server_url(step->text, &servers.v[0], &urlpath) < 0)
			return log_fail(agent->log, EINVAL, "%s: no such URL is known",
					step->text);
	}
	rc = path_make_folders(agent->log, parent, 0755);
	if (rc == 0)
		rc = fetch(agent, &servers, urlpath, step->sha256, new);
	if (rc == 0)
		return file_rename(agent->log, new, path);
	unlink(new);
	return rc;
}
