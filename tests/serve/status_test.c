/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/status_test.c - reports that nodes send, and what becomes of them.
 */
#include "house.h"

#include "wire/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "stateless-report 1\n"
#define KEY  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7Dq5b1yP0c3PS6Ua8s1m4v8xqz"

static int post(struct house *house, const char *from, const char *text)
{
	struct reply reply;
	int status;

	client_post(from, house->port, text, &reply);
	status = reply.status;
	reply_fini(&reply);
	return status;
}

static void a_report_of_a_node_is_stored(void)
{
	struct house house;
	char *text;

	house_open(&house, NULL);
	UNIT_INT(post(&house, "127.0.0.2",
		      HEAD "node n2\nstate booting\nphase fetch 1200\nnonsense \x1b[2J\n"
			   "error \x1b[31mred\x07\n"),
		 204);
	text = house_report(&house, "n2", "state booting");
	CU_ASSERT(text && strstr(text, "phase fetch 1200\n") != NULL);
	CU_ASSERT(text && !strstr(text, "nonsense"));
	CU_ASSERT(text && !strchr(text, '\x1b'));
	free(text);
	UNIT_INT(post(&house, "127.0.0.2", HEAD "node n2\nstate up\n"), 204);
	text = house_report(&house, "n2", "state up");
	CU_ASSERT(text != NULL);
	free(text);
	house_close(&house);
}

static const struct row {
	const char *from, *text;
	int status;
} rows[] = {
	{ "127.0.0.3", HEAD "node n2\nstate up\n", 403 },
	{ "127.0.0.1", HEAD "node n2\nstate up\n", 403 },
	{ "127.0.0.2", HEAD "node n3\nstate up\n", 403 },
	{ "127.0.0.2", HEAD "node nobody\nstate up\n", 403 },
	{ "127.0.0.2", HEAD "node n2\nstate sideways\n", 400 },
	{ "127.0.0.2", HEAD, 400 },
	{ "127.0.0.2", "", 400 },
	{ "127.0.0.2", "hello", 400 },
};

static void other_reports_are_refused(void)
{
	struct house house;
	char *text;

	house_open(&house, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(post(&house, rows[i].from, rows[i].text), rows[i].status);
	UNIT_INT(post(&house, "127.0.0.4", HEAD "node n4\nstate up\n"), 204);
	text = house_report(&house, "n4", "up");
	CU_ASSERT(text != NULL);
	free(text);
	CU_ASSERT_PTR_NULL(house_stored(&house, "n2"));
	house_close(&house);
}

/* Sends a head and then n bytes; -1: closed without an answer. */
static int send_body(struct house *house, const char *headers, const char *body, size_t n)
{
	int fd = client_connect("127.0.0.2", house->port), status;
	struct reply reply;

	CU_ASSERT(fd >= 0);
	CU_ASSERT(client_send(fd, headers, strlen(headers)));
	(void)client_send(fd, body, n);
	client_read(fd, true, &reply);
	status = reply.status;
	reply_fini(&reply);
	close(fd);
	return status;
}

static void a_report_that_is_too_large_is_refused(void)
{
	char *body CLEANUP_FREE = mem_alloc(3 << 20);
	struct str chunks CLEANUP_STR = { 0 };
	struct house house;

	house_open(&house, NULL);
	memset(body, 'x', 3 << 20);
	UNIT_INT(send_body(&house,
			   "POST /status HTTP/1.1\r\nHost: a\r\n"
			   "Content-Length: 16385\r\n\r\n",
			   body, 0),
		 413);
	UNIT_INT(send_body(&house,
			   "POST /status HTTP/1.1\r\nHost: a\r\n"
			   "Content-Length: 99999999999999\r\n\r\n",
			   body, 0),
		 413);
	str_add(&chunks, "8000\r\n");
	str_addn(&chunks, body, 0x8000);
	str_add(&chunks, "\r\n0\r\n\r\n");
	UNIT_INT(send_body(&house,
			   "POST /status HTTP/1.1\r\nHost: a\r\n"
			   "Transfer-Encoding: chunked\r\n\r\n",
			   str_text(&chunks), chunks.n),
		 413);
	UNIT_INT(send_body(&house,
			   "POST /status HTTP/1.1\r\nHost: a\r\n"
			   "Transfer-Encoding: chunked\r\n\r\n300000\r\n",
			   body, 3 << 20),
		 0);
	UNIT_INT(post(&house, "127.0.0.2", HEAD "node n2\nstate up\n"), 204);
	house_close(&house);
}

static void a_report_may_come_in_pieces(void)
{
	static const char head[] = "POST /status HTTP/1.1\r\nHost: a\r\n"
				   "Expect: 100-continue\r\nContent-Length: 36\r\n\r\n";
	static const char body[] = HEAD "node n2\nstate up\n";
	struct house house;
	struct reply reply;
	char *text;
	int fd;

	house_open(&house, NULL);
	UNIT_INT(strlen(body), 36);
	fd = client_connect("127.0.0.2", house.port);
	CU_ASSERT(client_send(fd, head, strlen(head)));
	client_read(fd, false, &reply);
	UNIT_INT(reply.status, 100);
	reply_fini(&reply);
	for (size_t i = 0; body[i]; i++)
		CU_ASSERT(client_send(fd, body + i, 1));
	client_read(fd, true, &reply);
	UNIT_INT(reply.status, 204);
	reply_fini(&reply);
	close(fd);
	text = house_report(&house, "n2", "up");
	CU_ASSERT(text != NULL);
	free(text);
	house_close(&house);
}

static void a_new_node_is_known_soon(void)
{
	struct house house;
	int status = 403;

	house_open(&house, NULL);
	UNIT_INT(post(&house, "127.0.1.1", HEAD "node late\nstate up\n"), 403);
	house_node(&house, "late", "127.0.1.1");
	for (int i = 0; i < 80 && status == 403; i++) {
		usleep(100000);
		status = post(&house, "127.0.1.1", HEAD "node late\nstate up\n");
	}
	UNIT_INT(status, 204);
	house_close(&house);
}

static void keys_of_nodes_are_published(void)
{
	struct house house;
	char *text;

	house_open(&house, NULL);
	UNIT_INT(post(&house, "127.0.0.3",
		      HEAD "node n3\nstate up\nhostkey " KEY "\nhostkey * evil\n"),
		 204);
	text = house_text(house.known_hosts, "n3");
	UNIT_STR(text, "n3,127.0.0.3 " KEY "\n");
	free(text);
	house_close(&house);
}

static size_t seen(struct house *house, struct node_seens *seens)
{
	struct inventory *inventory = NULL;

	UNIT_INT(inventory_open(&house->log, house->database, &inventory), 0);
	UNIT_INT(inventory_seen(&house->log, inventory, NULL, seens), 0);
	inventory_close(inventory);
	return seens->n;
}

static void fetch(struct house *house, const char *from, const char *path)
{
	char *request CLEANUP_FREE =
		mem_printf("GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
	struct reply reply;

	client_ask(from, house->port, request, &reply);
	UNIT_INT(reply.status, 200);
	reply_fini(&reply);
}

static void what_a_node_fetches_is_noted(void)
{
	static const char *const paths[] = { "/boot/x86_64/boot.ipxe",
					     HOUSE_GENERATION "kernel",
					     HOUSE_GENERATION "initrd" };
	struct node_seens seens = { 0 };
	struct house house;

	house_open(&house, NULL);
	for (size_t i = 0; i < 3; i++) {
		fetch(&house, "127.0.0.5", paths[i]);
		fetch(&house, "127.0.0.1", paths[i]);
	}
	for (int i = 0; i < 50 && seen(&house, &seens) < 3; i++) {
		node_seens_fini(&seens);
		usleep(100000);
	}
	UNIT_INT(seens.n, 3);
	for (size_t i = 0; i < seens.n; i++)
		UNIT_STR(seens.v[i].node, "n5");
	node_seens_fini(&seens);
	house_close(&house);
}

/* Answered means stored, also when the server is told to end at once. */
static void the_end_loses_nothing(void)
{
	struct house house;
	char *text;

	house_open(&house, NULL);
	UNIT_INT(post(&house, "127.0.0.6", HEAD "node n6\nstate up\n"), 204);
	server_stop(house.server);
	house.server = NULL;
	text = house_report(&house, "n6", "state up");
	CU_ASSERT(text != NULL);
	free(text);
	house_close(&house);
}

const char unit_suite[] = "serve status";
const struct unit_case unit_cases[] = {
	{ "a report of a node is stored as it was understood",
	  a_report_of_a_node_is_stored },
	{ "other reports are refused", other_reports_are_refused },
	{ "a report that is too large is refused",
	  a_report_that_is_too_large_is_refused },
	{ "a report may come in pieces", a_report_may_come_in_pieces },
	{ "a new node is known within seconds", a_new_node_is_known_soon },
	{ "the SSH keys of nodes are published", keys_of_nodes_are_published },
	{ "what a node fetches is noted", what_a_node_fetches_is_noted },
	{ "the end of the server loses no report", the_end_loses_nothing },
	{ NULL, NULL },
};
