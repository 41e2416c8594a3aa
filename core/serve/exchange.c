/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/exchange.c - what the threads of the HTTP process share, and simple answers.
 */
#include "exchange.h"

#include <string.h>

enum { REFUSALS_PER_SECOND = 5 };

void exchange_init(struct exchange *exchange, const struct log *log, int channel)
{
	*exchange = (struct exchange){ .log = *log, .channel = channel };
	pthread_rwlock_init(&exchange->peers_lock, NULL);
	pthread_mutex_init(&exchange->boots_lock, NULL);
	pthread_mutex_init(&exchange->refusals_lock, NULL);
	exchange->boots = boots_new();
}

void exchange_fini(struct exchange *exchange)
{
	peers_fini(&exchange->peers);
	boots_free(exchange->boots);
	pthread_rwlock_destroy(&exchange->peers_lock);
	pthread_mutex_destroy(&exchange->boots_lock);
	pthread_mutex_destroy(&exchange->refusals_lock);
}

void exchange_set_peers(struct exchange *exchange, struct peers *fresh)
{
	struct peers old;

	pthread_rwlock_wrlock(&exchange->peers_lock);
	old = exchange->peers;
	exchange->peers = *fresh;
	pthread_rwlock_unlock(&exchange->peers_lock);
	*fresh = (struct peers){ 0 };
	peers_fini(&old);
}

/* Returns how many were hidden before this one, or -1 when this one is hidden too. */
static long admit_refusal(struct exchange *exchange)
{
	int64_t second = log_now_ms() / 1000;
	long hidden = -1;

	pthread_mutex_lock(&exchange->refusals_lock);
	if (exchange->refusals_second != second) {
		exchange->refusals_second = second;
		exchange->refusals = 0;
	}
	if (exchange->refusals < REFUSALS_PER_SECOND) {
		exchange->refusals++;
		hidden = (long)exchange->hidden;
		exchange->hidden = 0;
	} else {
		exchange->hidden++;
	}
	pthread_mutex_unlock(&exchange->refusals_lock);
	return hidden;
}

void exchange_refuse(struct exchange *exchange, const char *fmt, ...)
{
	struct log log = exchange->log;
	long hidden = admit_refusal(exchange);
	va_list ap;

	if (hidden < 0)
		return;
	if (hidden > 0)
		log_warn(&log, "%ld more refusals were not shown", hidden);
	va_start(ap, fmt);
	log_vsay(&log, LOG_LEVEL_WARNING, fmt, ap);
	va_end(ap);
}

void exchange_debug(struct exchange *exchange, const char *fmt, ...)
{
	struct log log = exchange->log;
	va_list ap;

	va_start(ap, fmt);
	log_vsay(&log, LOG_LEVEL_DEBUG, fmt, ap);
	va_end(ap);
}

enum MHD_Result exchange_queue(struct MHD_Connection *connection, unsigned status,
			       struct MHD_Response *response)
{
	(void)MHD_add_response_header(response, "Server", "stateless");
	return MHD_queue_response(connection, status, response);
}

enum MHD_Result exchange_answer(struct MHD_Connection *connection, unsigned status,
				const char *text)
{
	char *line = mem_printf("%s\n", text);
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(line), line, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	(void)MHD_add_response_header(response, "Content-Type",
				      "text/plain; charset=utf-8");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		(void)MHD_add_response_header(response, "Retry-After", "2");
	result = exchange_queue(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

void exchange_client(struct MHD_Connection *connection, struct in6_addr *address)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	*address = (struct in6_addr){ 0 };
	if (info)
		(void)peers_socket_address(info->client_addr, address);
}
