/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/reports.c - reports of nodes: POST /status.
 *
 * What goes on to the writer is what we understood, written anew: bytes of the network
 * go nowhere.
 */
#include "reports.h"
#include "channel.h"

#include <errno.h>

enum reports_verdict reports_judge(const struct peers *peers,
				   const struct in6_addr *client, const char *text,
				   size_t n, struct wire_report *report)
{
	if (n > WIRE_REPORT_MOST)
		return REPORTS_TOO_LARGE;
	if (wire_report_read(text, n, report) < 0)
		return REPORTS_MALFORMED;
	return peers_is(peers, client, report->node) ? REPORTS_TAKEN : REPORTS_FOREIGN;
}

static enum MHD_Result answer_taken(struct exchange *exchange,
				    struct MHD_Connection *connection,
				    const struct in6_addr *client,
				    const struct wire_report *report)
{
	char text[WIRE_REPORT_MOST];
	int n = wire_report_write(report, text, sizeof(text));
	struct MHD_Response *response;
	enum MHD_Result result;

	if (n < 0)
		return exchange_answer(connection, MHD_HTTP_BAD_REQUEST, "bad report");
	if (channel_send(exchange->channel, CHANNEL_REPORT, client, text, (size_t)n) < 0)
		return exchange_answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
				       "too many reports, try again");
	response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	result = exchange_queue(connection, MHD_HTTP_NO_CONTENT, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer_foreign(struct exchange *exchange,
				      struct MHD_Connection *connection,
				      const struct in6_addr *client, const char *node)
{
	struct str name CLEANUP_STR = { 0 };
	char address[PEERS_ADDRESS];

	str_add_printable(&name, node);
	exchange_refuse(exchange,
			"refused a report about node %s from %s: that is not its address "
			"in the inventory (attribute ip)",
			str_text(&name), peers_show(client, address));
	return exchange_answer(connection, MHD_HTTP_FORBIDDEN,
			       "this is not that node's address");
}

static enum MHD_Result answer_malformed(struct exchange *exchange,
					struct MHD_Connection *connection,
					const struct in6_addr *client)
{
	char address[PEERS_ADDRESS];

	exchange_refuse(exchange, "refused a report from %s: it cannot be read",
			peers_show(client, address));
	return exchange_answer(connection, MHD_HTTP_BAD_REQUEST, "not a report");
}

enum MHD_Result reports_answer(struct exchange *exchange,
			       struct MHD_Connection *connection, const char *text,
			       size_t n)
{
	enum reports_verdict verdict;
	struct wire_report report;
	struct in6_addr client;

	exchange_client(connection, &client);
	pthread_rwlock_rdlock(&exchange->peers_lock);
	verdict = reports_judge(&exchange->peers, &client, text, n, &report);
	pthread_rwlock_unlock(&exchange->peers_lock);
	switch (verdict) {
	case REPORTS_TAKEN:
		return answer_taken(exchange, connection, &client, &report);
	case REPORTS_FOREIGN:
		return answer_foreign(exchange, connection, &client, report.node);
	case REPORTS_TOO_LARGE:
		return exchange_answer(connection, HTTP_TOO_LARGE,
				       "too large for a report");
	case REPORTS_MALFORMED:
		break;
	}
	return answer_malformed(exchange, connection, &client);
}
