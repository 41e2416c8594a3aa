/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/fetch.c - files of the generation, fetched from the servers and verified.
 */
#include "fetch.h"
#include "digest.h"
#include "http.h"
#include "memory.h"
#include "reporter.h"
#include "retry.h"
#include "sysfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SMALL_MS = 60000,    /* for a small file */
	CHUNK_MS = 120000,   /* for a chunk: 35 kB/s at least */
	PROGRESS_MS = 5000,  /* between two lines on the console */
	LIST_MOST = 64 << 20 /* bytes of chunk digests: of 4 TiB */
};

struct source {
	struct node *node;
	struct retry retry;
	char path[1024];
	char why[HTTP_WHY + 64];
};

static int source_init(struct source *source, struct node *node, const char *name)
{
	const char *root = name[0] == '/' ? "" : node->words.root;

	source->node = node;
	source->why[0] = '\0';
	retry_init(&source->retry, node->servers.n, clock_ms());
	if (node->words.timeout[0])
		source->retry.bound = 1000LL * atoi(node->words.timeout);
	if ((size_t)snprintf(source->path, sizeof(source->path), "%s%s%s", root,
			     *root ? "/" : "", name) >= sizeof(source->path))
		return console_fail(&node->console, ENAMETOOLONG, "%s%s is too long",
				    root, name);
	return 0;
}

static const struct server *source_server(const struct source *source)
{
	return &source->node->servers.v[source->retry.at];
}

/* Once no server has what is wanted, people shall see why the node does not come. */
static void source_report(const struct source *source, const char *server)
{
	char text[sizeof(source->path) + sizeof(source->why) + SERVER_TEXT + 16];

	if (source->retry.failures != source->retry.servers)
		return;
	snprintf(text, sizeof(text), "%s from %s: %s", source->path, server, source->why);
	reporter_send(source->node, "booting", text);
}

/* Says what failed, waits and turns to the next server; or ends with the last cause. */
static int source_failed(struct source *source, int rc)
{
	char text[SERVER_TEXT];
	const struct server *server = source_server(source);
	struct console *console = &source->node->console;
	int ms = retry_failed(&source->retry, clock_ms(), random_below(UINT32_MAX));

	server_text(server, text);
	if (ms < 0)
		return console_fail(console, -rc,
				    "cannot fetch %s: no server has given it; last, %s: "
				    "%s",
				    source->path, text, source->why);
	console_say(console, "%s from %s: %s; trying again%s", source->path, text,
		    source->why, source->retry.servers > 1 ? " elsewhere" : "");
	source_report(source, text);
	clock_sleep(ms);
	return 0;
}

static int get_small(struct source *source, const struct fetch *fetch, char *data,
		     size_t *n)
{
	int64_t until = clock_ms() + (fetch->ms ? fetch->ms : SMALL_MS);
	struct http http;
	int rc = http_get(&http, source_server(source), source->path, 0, 0);
	ssize_t got = 0;

	*n = 0;
	while (rc == 0 && (got = http_read(&http, data + *n, fetch->most - *n)) > 0) {
		*n += (size_t)got;
		if (clock_ms() > until)
			rc = -ETIMEDOUT;
	}
	if (rc == 0 && got < 0)
		rc = (int)got;
	if (rc < 0) {
		snprintf(source->why, sizeof(source->why), "%s",
			 http.why[0] ? http.why : strerror(-rc));
	} else if (!digest_is(data, *n, fetch->sha256)) {
		snprintf(source->why, sizeof(source->why),
			 "its %zu bytes do not have the SHA-256 %.16s...", *n,
			 fetch->sha256);
		rc = -EBADMSG;
	}
	http_close(&http);
	return rc;
}

int fetch_small(struct node *node, const struct fetch *wanted, char **data, size_t *n)
{
	struct fetch fetch = *wanted;
	struct source source;
	int rc = source_init(&source, node, fetch.name);

	if (rc < 0)
		return rc;
	if (fetch.bytes)
		fetch.most = (size_t)fetch.bytes;
	*data = malloc(fetch.most + 1);
	if (!*data)
		return console_fail(&node->console, ENOMEM, "out of memory for %s",
				    fetch.name);
	while ((rc = get_small(&source, &fetch, *data, n)) < 0)
		if ((rc = source_failed(&source, rc)) < 0)
			break;
	if (rc == 0) {
		(*data)[*n] = '\0';
		return 0;
	}
	free(*data);
	*data = NULL;
	return rc;
}

int fetch_chunks(struct node *node, const struct wire_artefact *artefact,
		 struct chunks *chunks)
{
	const struct wire_artefact *digests =
		artefact->chunks ? wire_manifest_find(&node->manifest, artefact->chunks)
				 : NULL;
	char *list = NULL;
	size_t n = 0;

	if (digests) {
		struct fetch fetch = { .name = digests->name,
				       .sha256 = digests->sha256,
				       .bytes = digests->bytes };
		int rc;

		if (digests->bytes == 0 || digests->bytes > LIST_MOST)
			return console_fail(&node->console, EINVAL,
					    "%s cannot be a list of digests: it has "
					    "%" PRIu64 " bytes",
					    digests->name, digests->bytes);
		rc = fetch_small(node, &fetch, &list, &n);
		if (rc < 0)
			return rc;
	}
	if (chunks_init(chunks, artefact, list, n) < 0)
		return console_fail(&node->console, EINVAL,
				    "the chunk digests of %s do not fit its size; pack "
				    "the image again",
				    artefact->name);
	return 0;
}

struct transfer {
	struct source source;
	const struct chunks *chunks;
	uint64_t next; /* chunk */
	char *buffer;  /* of one chunk */
	int fd;
	int cannot_write; /* -errno, which no other server makes better */
	int64_t said;
};

static void say_progress(struct transfer *transfer)
{
	int64_t now = clock_ms();

	if (now - transfer->said < PROGRESS_MS)
		return;
	transfer->said = now;
	console_say(&transfer->source.node->console, "%s: %" PRIu64 " of %" PRIu64 " MB",
		    transfer->source.path, transfer->next * WIRE_CHUNK / 1000000,
		    transfer->chunks->bytes / 1000000);
}

/* One chunk: arrives whole, is verified, and only then written. */
static int take_chunk(struct transfer *transfer, struct http *http)
{
	size_t n = chunks_bytes(transfer->chunks, transfer->next);
	struct source *source = &transfer->source;
	char hex[WIRE_SHA256 + 1];
	int rc = http_read_all(http, transfer->buffer, n, clock_ms() + CHUNK_MS);

	if (rc < 0) {
		snprintf(source->why, sizeof(source->why), "%s (at chunk %" PRIu64 ")",
			 http->why, transfer->next);
		return rc;
	}
	chunks_digest(transfer->chunks, transfer->next, hex);
	if (!digest_is(transfer->buffer, n, hex)) {
		snprintf(source->why, sizeof(source->why),
			 "chunk %" PRIu64 " does not have the SHA-256 %.16s...",
			 transfer->next, hex);
		return -EBADMSG;
	}
	rc = sysfile_write_all(transfer->fd, transfer->buffer, n);
	transfer->cannot_write = rc;
	if (rc < 0)
		return rc;
	transfer->next++;
	memory_peak_note(&source->node->peak, memory_kept_now());
	retry_progress(&source->retry, clock_ms());
	say_progress(transfer);
	return 0;
}

/* As far as one server leads, from the chunk reached on. */
static int stream(struct transfer *transfer)
{
	struct source *source = &transfer->source;
	struct http http;
	int rc = http_get(&http, source_server(source), source->path,
			  transfer->next * WIRE_CHUNK, transfer->chunks->bytes);

	if (rc < 0) {
		snprintf(source->why, sizeof(source->why), "%s", http.why);
		return rc;
	}
	while (rc == 0 && transfer->next < transfer->chunks->n)
		rc = take_chunk(transfer, &http);
	http_close(&http);
	return rc;
}

static int say_cannot_write(const struct transfer *transfer)
{
	int rc = transfer->cannot_write;

	if (rc == -EPIPE)
		return rc;
	return console_fail(&transfer->source.node->console, -rc,
			    "%s at %" PRIu64 " of %" PRIu64 " MB of %s",
			    rc == -ENOSPC || rc == -ENOMEM ? "memory is out"
							   : strerror(-rc),
			    transfer->next * WIRE_CHUNK / 1000000,
			    transfer->chunks->bytes / 1000000, transfer->source.path);
}

static int run_transfer(struct transfer *transfer)
{
	int rc;

	while ((rc = stream(transfer)) < 0) {
		if (transfer->cannot_write)
			return say_cannot_write(transfer);
		rc = source_failed(&transfer->source, rc);
		if (rc < 0)
			return rc == -EPIPE ? -EIO : rc; /* of a server */
	}
	return 0;
}

int fetch_artefact(struct node *node, const struct wire_artefact *artefact, int fd)
{
	struct chunks chunks;
	struct transfer transfer = { .chunks = &chunks, .fd = fd, .said = clock_ms() };
	int rc = fetch_chunks(node, artefact, &chunks);

	if (rc < 0)
		return rc;
	rc = source_init(&transfer.source, node, artefact->name);
	transfer.buffer = rc == 0 ? malloc(WIRE_CHUNK) : NULL;
	if (rc == 0 && !transfer.buffer)
		rc = console_fail(&node->console, ENOMEM, "out of memory for a chunk");
	if (rc == 0)
		rc = run_transfer(&transfer);
	free(transfer.buffer);
	chunks_fini(&chunks);
	return rc;
}
