/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/files.c - answers that are files.
 */
#include "files.h"
#include "channel.h"
#include "range.h"

#include "core/base/intree.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TAG = 64 };

/* One request for one file that is there. */
struct file {
	int fd; /* the response takes it over */
	uint64_t size;
	bool immutable;
	char tag[TAG];
};

/* Readable by others is the rule by which a file is meant to be seen; who we run as may
 * happen to be allowed more. */
static int open_file(const struct exchange *exchange, const struct served *served,
		     struct stat *st)
{
	int fd = intree_open(exchange->folder[served->folder], served->path,
			     O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);

	if (fd < 0)
		return fd;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode) && st->st_mode & S_IROTH)
		return fd;
	close(fd);
	return -EACCES;
}

/* Of a generation the URL alone says which bytes are meant, on every server: a node that
 * goes on at another server sends this tag in If-Range. */
static void make_tag(const struct served *served, const struct stat *st, char tag[TAG])
{
	if (served->immutable)
		snprintf(tag, TAG, "\"g-%" PRIx64 "\"", (uint64_t)st->st_size);
	else
		snprintf(tag, TAG, "\"%" PRIx64 "-%" PRIx64 "-%" PRIx64 "\"",
			 (uint64_t)st->st_ino, (uint64_t)st->st_size,
			 (uint64_t)st->st_mtim.tv_sec * 1000000000u +
				 (uint64_t)st->st_mtim.tv_nsec);
}

static void add_headers(struct MHD_Response *response, const struct file *file)
{
	(void)MHD_add_response_header(response, "ETag", file->tag);
	(void)MHD_add_response_header(response, "Accept-Ranges", "bytes");
	(void)MHD_add_response_header(
		response, "Cache-Control",
		file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
}

static enum MHD_Result queue(struct MHD_Connection *connection, unsigned status,
			     struct MHD_Response *response, const struct file *file)
{
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	add_headers(response, file);
	result = exchange_queue(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer_empty(struct MHD_Connection *connection, unsigned status,
				    const struct file *file)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

	close(file->fd);
	if (response && status == MHD_HTTP_RANGE_NOT_SATISFIABLE) {
		char text[48];

		snprintf(text, sizeof(text), "bytes */%" PRIu64, file->size);
		(void)MHD_add_response_header(response, "Content-Range", text);
	}
	return queue(connection, status, response, file);
}

/* libmicrohttpd sends it by sendfile(2). */
static enum MHD_Result answer_bytes(struct MHD_Connection *connection,
				    const struct file *file, unsigned status,
				    const struct range *range)
{
	struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(
		range->bytes, file->fd, range->first);

	if (!response) {
		close(file->fd);
		return MHD_NO;
	}
	(void)MHD_add_response_header(response, "Content-Type",
				      "application/octet-stream");
	if (status == MHD_HTTP_PARTIAL_CONTENT) {
		char text[80];

		snprintf(text, sizeof(text), "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
			 range->first, range->first + range->bytes - 1, file->size);
		(void)MHD_add_response_header(response, "Content-Range", text);
	}
	return queue(connection, status, response, file);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool has_it_already(struct MHD_Connection *connection, const struct file *file)
{
	const char *tags = header(connection, "If-None-Match");

	return tags && (strcmp(tags, "*") == 0 || strstr(tags, file->tag));
}

/* A range of a file that has changed since would be spliced to bytes of the old one. */
static const char *wanted_range(struct MHD_Connection *connection,
				const struct file *file)
{
	const char *only_if = header(connection, "If-Range");

	return !only_if || strcmp(only_if, file->tag) == 0 ? header(connection, "Range")
							   : NULL;
}

static enum MHD_Result answer_file(struct MHD_Connection *connection,
				   const struct file *file, bool head)
{
	struct range range = { 0, file->size };
	enum range_kind kind = RANGE_WHOLE;

	if (has_it_already(connection, file))
		return answer_empty(connection, MHD_HTTP_NOT_MODIFIED, file);
	if (!head)
		kind = range_parse(wanted_range(connection, file), file->size, &range);
	if (kind == RANGE_BEYOND)
		return answer_empty(connection, MHD_HTTP_RANGE_NOT_SATISFIABLE, file);
	if (range.bytes == 0)
		return answer_empty(connection, MHD_HTTP_OK, file);
	return answer_bytes(connection, file,
			    kind == RANGE_PART ? MHD_HTTP_PARTIAL_CONTENT : MHD_HTTP_OK,
			    &range);
}

/* A node that begins a phase is told to the writer; when that one is behind, the phase is
 * not worth waiting for. */
static void note_phase(struct exchange *exchange, const struct in6_addr *client,
		       enum served_phase phase)
{
	const char *name = served_phase_name(phase);
	bool is_node, is_new;

	if (phase == SERVED_NO_PHASE || exchange->channel < 0)
		return;
	pthread_rwlock_rdlock(&exchange->peers_lock);
	is_node = peers_node(&exchange->peers, client) != NULL;
	pthread_rwlock_unlock(&exchange->peers_lock);
	if (!is_node)
		return;
	pthread_mutex_lock(&exchange->boots_lock);
	is_new = boots_note(exchange->boots, client, phase, log_now_ms() / 1000);
	pthread_mutex_unlock(&exchange->boots_lock);
	if (is_new &&
	    channel_send(exchange->channel, CHANNEL_SEEN, client, name, strlen(name)) < 0)
		exchange_debug(exchange, "a phase that was seen could not be noted");
}

static bool is_admitted(struct exchange *exchange, const struct in6_addr *client)
{
	bool admitted;

	pthread_rwlock_rdlock(&exchange->peers_lock);
	admitted = peers_admit(&exchange->peers, client);
	pthread_rwlock_unlock(&exchange->peers_lock);
	return admitted;
}

enum MHD_Result files_answer(struct exchange *exchange, struct MHD_Connection *connection,
			     const char *target, bool head)
{
	struct in6_addr client;
	struct served served;
	struct stat st;
	struct file file;
	char text[PEERS_ADDRESS];
	int rc;

	exchange_client(connection, &client);
	if (!is_admitted(exchange, &client)) {
		exchange_refuse(exchange,
				"refused a file to %s: it is in none of the inventory's "
				"networks",
				peers_show(&client, text));
		return exchange_answer(connection, MHD_HTTP_FORBIDDEN,
				       "not for this network");
	}
	rc = served_parse(target, &served);
	if (rc == -EINVAL)
		return exchange_answer(connection, MHD_HTTP_BAD_REQUEST, "bad path");
	file.fd = rc < 0 ? rc : open_file(exchange, &served, &st);
	if (file.fd == -EMFILE || file.fd == -ENFILE)
		return exchange_answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
				       "too many open files");
	if (file.fd < 0)
		return exchange_answer(connection, MHD_HTTP_NOT_FOUND, "not found");
	file.size = (uint64_t)st.st_size;
	file.immutable = served.immutable;
	make_tag(&served, &st, file.tag);
	if (!head)
		note_phase(exchange, &client, served.phase);
	exchange_debug(exchange, "%s %s %s", peers_show(&client, text),
		       head ? "HEAD" : "GET", served.path);
	return answer_file(connection, &file, head);
}
