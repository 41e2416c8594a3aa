/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/files_test.c - what a client gets, and what it never gets.
 */
#include "house.h"

#include "core/base/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "nobody must see this"

static void a_file_comes_with_its_headers(void)
{
	struct house house;
	struct reply reply;

	house_open(&house, NULL);
	client_get(house.port, HOUSE_GENERATION "text", "", &reply);
	UNIT_INT(reply.status, 200);
	UNIT_STR(str_text(&reply.body), HOUSE_TEXT);
	CU_ASSERT(reply_says(&reply, "Content-Length: 36"));
	CU_ASSERT(reply_says(&reply, "Accept-Ranges: bytes"));
	CU_ASSERT(reply_says(&reply, "Server: stateless"));
	CU_ASSERT(reply_says(&reply, "ETag: \"g-24\""));
	CU_ASSERT(
		reply_says(&reply, "Cache-Control: public, max-age=31536000, immutable"));
	reply_fini(&reply);
	client_get(house.port, "/netboot/compute/current/text", "", &reply);
	UNIT_INT(reply.status, 200);
	CU_ASSERT(reply_says(&reply, "Cache-Control: no-cache"));
	reply_fini(&reply);
	client_get(house.port, HOUSE_GENERATION "empty", "", &reply);
	UNIT_INT(reply.status, 200);
	CU_ASSERT(reply_says(&reply, "Content-Length: 0"));
	reply_fini(&reply);
	client_get(house.port, "/boot/x86_64/boot.ipxe?mac=1", "", &reply);
	UNIT_INT(reply.status, 200);
	UNIT_STR(str_text(&reply.body), "#!ipxe\n");
	reply_fini(&reply);
	house_close(&house);
}

static const struct row {
	const char *headers, *head, *body;
	int status;
} rows[] = {
	{ "Range: bytes=0-3\r\n", "Content-Range: bytes 0-3/36", "0123", 206 },
	{ "Range: bytes=-2\r\n", "Content-Range: bytes 34-35/36", "yz", 206 },
	{ "Range: bytes=34-\r\n", "Content-Length: 2", "yz", 206 },
	{ "Range: bytes=36-\r\n", "Content-Range: bytes */36", "", 416 },
	{ "Range: bytes=0-1,4-5\r\n", "Content-Length: 36", HOUSE_TEXT, 200 },
	{ "Range: nonsense\r\n", "Content-Length: 36", HOUSE_TEXT, 200 },
	{ "Range: bytes=0-1\r\nIf-Range: \"g-24\"\r\n", "Content-Length: 2", "01", 206 },
	{ "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n", "Content-Length: 36", HOUSE_TEXT,
	  200 },
	{ "Range: bytes=0-1\r\nIf-Range: Sun, 22 Nov 2026 19:21:19 GMT\r\n",
	  "Content-Length: 36", HOUSE_TEXT, 200 },
	{ "If-None-Match: \"g-24\"\r\n", "ETag: \"g-24\"", "", 304 },
	{ "If-None-Match: \"a\", W/\"g-24\"\r\n", "ETag: \"g-24\"", "", 304 },
	{ "If-None-Match: *\r\n", "ETag: \"g-24\"", "", 304 },
	{ "If-None-Match: \"g-25\"\r\n", "Content-Length: 36", HOUSE_TEXT, 200 },
};

static void ranges_and_conditions_are_kept(void)
{
	struct house house;

	house_open(&house, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reply reply;

		client_get(house.port, HOUSE_GENERATION "text", rows[i].headers, &reply);
		UNIT_INT(reply.status, rows[i].status);
		UNIT_STR(str_text(&reply.body), rows[i].body);
		CU_ASSERT(reply_says(&reply, rows[i].head));
		reply_fini(&reply);
	}
	house_close(&house);
}

static void one_connection_serves_many_requests(void)
{
	static const char pair[] =
		"HEAD " HOUSE_GENERATION "big HTTP/1.1\r\nHost: a\r\n\r\n"
		"GET " HOUSE_GENERATION "text HTTP/1.1\r\nHost: a\r\n"
		"Range: bytes=1-1\r\n\r\n";
	struct house house;
	int fd;

	house_open(&house, NULL);
	fd = client_connect("127.0.0.1", house.port);
	for (int i = 0; i < 50; i++) {
		struct reply reply;

		CU_ASSERT(client_send(fd, pair, strlen(pair)));
		client_read(fd, false, &reply);
		UNIT_INT(reply.status, 200);
		CU_ASSERT(reply_says(&reply, "Content-Length: 67108864"));
		reply_fini(&reply);
		client_read(fd, true, &reply);
		UNIT_INT(reply.status, 206);
		UNIT_STR(str_text(&reply.body), "1");
		reply_fini(&reply);
	}
	close(fd);
	house_close(&house);
}

static void a_large_file_comes_whole(void)
{
	struct house house;
	struct reply reply;
	size_t zeros = 0;

	house_open(&house, NULL);
	client_get(house.port, HOUSE_GENERATION "big", "", &reply);
	UNIT_INT(reply.body.n, HOUSE_BIG);
	while (zeros < reply.body.n && reply.body.s[zeros] == '\0')
		zeros++;
	UNIT_INT(zeros, HOUSE_BIG);
	reply_fini(&reply);
	house_close(&house);
}

/* The URL says what a client wants; each lies, or leads, outside. */
static const char *const hostile[] = {
	"/",
	"/secret",
	"/netboot",
	"/netboot/",
	"/netboot/secret",
	"/netboot/compute/",
	"/netboot/compute/0123456789abcdef",
	HOUSE_GENERATION,
	HOUSE_GENERATION "nothing",
	HOUSE_GENERATION "../../../secret",
	HOUSE_GENERATION "%2e%2e/%2e%2e/%2e%2e/secret",
	HOUSE_GENERATION "..%2f..%2f..%2fsecret",
	HOUSE_GENERATION "%252e%252e/%252e%252e/%252e%252e/secret",
	HOUSE_GENERATION "%252e%252e%252fsecret",
	HOUSE_GENERATION "%c0%ae%c0%ae/secret",
	HOUSE_GENERATION "....//....//secret",
	HOUSE_GENERATION "..;/secret",
	HOUSE_GENERATION "text%00",
	HOUSE_GENERATION "..\\..\\..\\secret",
	HOUSE_GENERATION "text/",
	HOUSE_GENERATION "text/x",
	HOUSE_GENERATION "private",
	HOUSE_GENERATION "fifo",
	HOUSE_GENERATION "folder",
	HOUSE_GENERATION "to-passwd",
	HOUSE_GENERATION "to-secret",
	HOUSE_GENERATION "to-secret-by-name",
	HOUSE_GENERATION "to-folder/etc/passwd",
	HOUSE_GENERATION "to-itself",
	HOUSE_GENERATION "root/etc/passwd",
	"/netboot/compute/.new-7/text",
	"/netboot/compute/%2enew-7/text",
	"/netboot/compute/live/text",
	"/netboot/nodes/secret",
	"/netboot/nodes/../secret.tar",
	"/boot/x86_64/../../secret",
	"/boot/x86_64/",
	"//etc/passwd",
	"/etc/passwd",
	"/inventory.db",
	"/trees/compute/rootimg/etc/shadow",
	"/status",
	"http://a/../secret",
	"file:///etc/passwd",
	"*",
};

static void lay_traps(const struct house *house)
{
	static const char gen[] = "netboot/compute/0123456789abcdef/";
	char *fifo CLEANUP_FREE = mem_printf("%s/%sfifo", house->folder, gen);
	char *secret CLEANUP_FREE = mem_printf("%s/secret", house->folder);
	static const char *const links[][2] = {
		{ "to-passwd", "/etc/passwd" },
		{ "to-secret", "../../../secret" },
		{ "to-folder", "/" },
		{ "to-itself", "to-itself" },
	};

	house_file(house, "secret", 0644, SECRET);
	house_file(house, "secret.tar", 0644, SECRET);
	house_file(house, "trees/compute/rootimg/etc/shadow", 0644, SECRET);
	house_file(house, "netboot/compute/.new-7/text", 0644, SECRET);
	house_file(house, "netboot/compute/live/text", 0644, SECRET);
	house_file(house, "netboot/compute/0123456789abcdef/private", 0600, SECRET);
	house_file(house, "netboot/compute/0123456789abcdef/folder/x", 0644, SECRET);
	house_file(house, "netboot/compute/0123456789abcdef/root/etc/passwd", 0644,
		   SECRET);
	CU_ASSERT(mkfifo(fifo, 0666) == 0);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		char *path CLEANUP_FREE = mem_printf("%s%s", gen, links[i][0]);

		house_link(house, path, links[i][1]);
	}
	house_link(house, "netboot/compute/0123456789abcdef/to-secret-by-name", secret);
}

static void nothing_else_is_served(void)
{
	struct house house;

	house_open(&house, NULL);
	lay_traps(&house);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct reply reply;

		client_get(house.port, hostile[i], "", &reply);
		if (reply.status != 404 && reply.status != 400)
			fprintf(stderr, "\n  %s: %d\n", hostile[i], reply.status);
		CU_ASSERT(reply.status == 404 || reply.status == 400);
		CU_ASSERT_PTR_NULL(strstr(str_text(&reply.body), SECRET));
		CU_ASSERT_PTR_NULL(strstr(str_text(&reply.body), "root:"));
		reply_fini(&reply);
	}
	house_close(&house);
}

static void a_link_that_stays_inside_is_followed(void)
{
	struct house house;
	struct reply reply;

	house_open(&house, NULL);
	house_link(&house, "netboot/compute/tag.good", "0123456789abcdef");
	house_link(&house, "boot/x86_64/also", "boot.ipxe");
	client_get(house.port, "/netboot/compute/tag.good/text", "", &reply);
	UNIT_STR(str_text(&reply.body), HOUSE_TEXT);
	reply_fini(&reply);
	client_get(house.port, "/boot/x86_64/also", "", &reply);
	UNIT_STR(str_text(&reply.body), "#!ipxe\n");
	reply_fini(&reply);
	house_close(&house);
}

/* What becomes of a request that is no request; 0: closed without a word. */
static const struct broken {
	const char *request;
	int status, other;
} brokens[] = {
	{ "PUT /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
	  405, 405 },
	{ "DELETE /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\n\r\n", 405, 405 },
	{ "POST /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
	  404, 404 },
	{ "get /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\n\r\n", 405, 405 },
	{ "GET /boot/x86_64/boot.ipxe HTTP/1.1\r\n\r\n", 400, 400 },
	{ "GET /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
	  400, 0 },
	{ "GET /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
	  400, 0 },
	{ "GET\r\n\r\n", 400, 0 },
	{ "\x16\x03\x01\x02\x01\r\n\r\n", 400, 0 },
	{ "GET /boot/x86_64/boot.ipxe HTTP/9.9\r\n\r\n", 505, 400 },
};

static void broken_requests_end_in_errors(void)
{
	struct house house;
	struct reply reply;

	house_open(&house, NULL);
	for (size_t i = 0; i < sizeof(brokens) / sizeof(brokens[0]); i++) {
		client_ask("127.0.0.1", house.port, brokens[i].request, &reply);
		if (reply.status != brokens[i].status && reply.status != brokens[i].other)
			fprintf(stderr, "\n  %s: %d\n", brokens[i].request, reply.status);
		CU_ASSERT(reply.status == brokens[i].status ||
			  reply.status == brokens[i].other);
		reply_fini(&reply);
	}
	client_get(house.port, "/boot/x86_64/boot.ipxe", "", &reply);
	UNIT_INT(reply.status, 200);
	reply_fini(&reply);
	house_close(&house);
}

static void headers_have_a_limit(void)
{
	char *line CLEANUP_FREE = mem_alloc(100001);
	char *header CLEANUP_FREE = NULL;
	struct house house;
	struct reply reply;

	house_open(&house, NULL);
	memset(line, 'x', 100000);
	header = mem_printf("X-Long: %s\r\n", line);
	client_get(house.port, "/boot/x86_64/boot.ipxe", header, &reply);
	CU_ASSERT(reply.status == 431 || reply.status == 413 || reply.status == 0);
	reply_fini(&reply);
	client_get(house.port, line, "", &reply);
	CU_ASSERT(reply.status == 414 || reply.status == 400 || reply.status == 0);
	reply_fini(&reply);
	client_get(house.port, "/boot/x86_64/boot.ipxe", "", &reply);
	UNIT_INT(reply.status, 200);
	reply_fini(&reply);
	house_close(&house);
}

/* A body that a proxy counts and we do not would be the next client's request. */
static void the_body_of_a_get_is_no_request(void)
{
	static const char request[] =
		"GET /boot/x86_64/boot.ipxe HTTP/1.1\r\nHost: a\r\nContent-Length: "
		"67\r\n\r\n"
		"GET " HOUSE_GENERATION "kernel HTTP/1.1\r\nHost: ab\r\n\r\n"
		"GET " HOUSE_GENERATION "text HTTP/1.1\r\nHost: a\r\n\r\n";
	struct house house;
	struct reply reply;
	int fd;

	house_open(&house, NULL);
	fd = client_connect("127.0.0.1", house.port);
	CU_ASSERT(client_send(fd, request, strlen(request)));
	client_read(fd, true, &reply);
	UNIT_STR(str_text(&reply.body), "#!ipxe\n");
	reply_fini(&reply);
	client_read(fd, true, &reply);
	CU_ASSERT(strcmp(str_text(&reply.body), "kernel") != 0);
	reply_fini(&reply);
	close(fd);
	house_close(&house);
}

const char unit_suite[] = "serve files";
const struct unit_case unit_cases[] = {
	{ "a file comes with its headers", a_file_comes_with_its_headers },
	{ "ranges and conditions are kept", ranges_and_conditions_are_kept },
	{ "one connection serves many requests", one_connection_serves_many_requests },
	{ "a large file comes whole", a_large_file_comes_whole },
	{ "nothing else is served", nothing_else_is_served },
	{ "a link that stays inside is followed", a_link_that_stays_inside_is_followed },
	{ "broken requests end in errors, not in silence",
	  broken_requests_end_in_errors },
	{ "headers have a limit", headers_have_a_limit },
	{ "the body of a GET is not taken for a request",
	  the_body_of_a_get_is_no_request },
	{ NULL, NULL },
};
