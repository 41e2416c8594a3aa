/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/httphead_test.c
 */
#include "node/httphead.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void parses(void)
{
	static const char text[] = "HTTP/1.1 206 Partial Content\r\nServer: x\r\n"
				   "content-length: 100 \r\n"
				   "Content-Range: bytes 100-199/1000\r\n\r\nbody";
	struct http_head head;

	UNIT_INT(http_head_parse(text, strlen(text), &head), (int)strlen(text) - 4);
	UNIT_INT(head.status, 206);
	UNIT_INT(head.length, 100);
	UNIT_INT(head.first, 100);
	UNIT_INT(head.total, 1000);
}

static void wants_more(void)
{
	static const char text[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n";
	struct http_head head;

	for (size_t n = 0; n < strlen(text); n++)
		UNIT_INT(http_head_parse(text, n, &head), 0);
	UNIT_INT(http_head_parse(text, strlen(text), &head), (int)strlen(text));
}

static void takes(void)
{
	static const struct {
		const char *text;
		int status;
		uint64_t length;
	} rows[] = {
		{ "HTTP/1.1 200\n\n", 200, HTTP_UNKNOWN },
		{ "HTTP/1.1 200 OK\nContent-Length: 0\n\n", 200, 0 },
		{ "HTTP/1.1 404 Not Found\r\nX:\r\n\r\n", 404, HTTP_UNKNOWN },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", 200,
		  HTTP_UNKNOWN },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
		  200, 5 },
		{ "HTTP/1.1 206 OK\r\nContent-Range: bytes 0-1/*\r\n\r\n", 206,
		  HTTP_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_head head;

		CU_ASSERT(http_head_parse(rows[i].text, strlen(rows[i].text), &head) > 0);
		UNIT_INT(head.status, rows[i].status);
		UNIT_INT(head.length, rows[i].length);
	}
}

static void refuses(void)
{
	static const struct {
		const char *text;
		int rc;
	} rows[] = {
		{ "HTTP/2 200 OK\r\n\r\n", -EINVAL },
		{ "ICY 200 OK\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 20 OK\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 2000 OK\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 abc\r\n\r\n", -EINVAL },
		{ "\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\n: x\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 1 2\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
		  -EINVAL },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
		  -EINVAL },
		{ "HTTP/1.1 206 OK\r\nContent-Range: bytes 9-1/100\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 206 OK\r\nContent-Range: bytes 0-100/100\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 206 OK\r\nContent-Range: lines 0-1/2\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 206 OK\r\nContent-Range: bytes /-\r\n\r\n", -EINVAL },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", -ENOTSUP },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_head head;
		int rc = http_head_parse(rows[i].text, strlen(rows[i].text), &head);

		if (rc != rows[i].rc)
			fprintf(stderr, "\n  %d for \"%s\"\n", rc, rows[i].text);
		UNIT_INT(rc, rows[i].rc);
	}
}

static void refuses_endless(void)
{
	static char text[9000];
	struct http_head head;

	memset(text, 'a', sizeof(text));
	UNIT_INT(http_head_parse(text, sizeof(text), &head), -EINVAL);
	UNIT_INT(http_head_parse("HTTP/1.1 200 OK\r\na: \0\r\n\r\n", 26, &head), -EINVAL);
}

static void formats(void)
{
	struct http_request request = { .method = "GET",
					.host = "h:80",
					.path = "/p",
					.from = 4194304,
					.to = 5000000 };
	char text[512];

	CU_ASSERT(http_request_format(&request, text, sizeof(text)) > 0);
	UNIT_STR(text, "GET /p HTTP/1.1\r\nHost: h:80\r\nUser-Agent: stateless\r\n"
		       "Connection: close\r\nRange: bytes=4194304-4999999\r\n\r\n");
	UNIT_INT(http_request_format(&request, text, 20), -ENOSPC);
}

const char unit_suite[] = "node httphead";
const struct unit_case unit_cases[] = {
	{ "status, length and range are read", parses },
	{ "a head that is not complete wants more", wants_more },
	{ "what servers may leave out may be absent", takes },
	{ "hostile heads are refused", refuses },
	{ "a head without end is refused", refuses_endless },
	{ "a range is asked for by first and last byte", formats },
	{ NULL, NULL }
};
