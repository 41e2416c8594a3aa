/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/httphead.c - the head of an HTTP answer, and of our requests.
 */
#include "httphead.h"

#include "wire/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* "HTTP/1.1 206 Partial Content" */
static int status_line(const char *line, struct http_head *head)
{
	const char *c = line + 9;

	if (strncmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') ||
	    line[8] != ' ' || strspn(c, "0123456789") != 3 || (c[3] && c[3] != ' '))
		return -EINVAL;
	head->status = (c[0] - '0') * 100 + (c[1] - '0') * 10 + (c[2] - '0');
	return 0;
}

/* "bytes 0-99/1234", "bytes 0-99/" and a star: the total is not known */
static int content_range(char *value, struct http_head *head)
{
	char *dash, *slash;
	uint64_t last;

	if (strncmp(value, "bytes ", 6) != 0)
		return -EINVAL;
	value += 6;
	dash = strchr(value, '-');
	slash = strchr(value, '/');
	if (!dash || !slash || slash < dash)
		return -EINVAL;
	*dash = *slash = '\0';
	if (wire_number(value, &head->first) < 0 || wire_number(dash + 1, &last) < 0 ||
	    last < head->first)
		return -EINVAL;
	if (strcmp(slash + 1, "*") == 0)
		return 0;
	if (wire_number(slash + 1, &head->total) < 0 || head->total <= last)
		return -EINVAL;
	return 0;
}

static int field(char *line, struct http_head *head)
{
	char *colon = strchr(line, ':'), *value;
	size_t n;

	if (!colon || colon == line)
		return -EINVAL;
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	for (n = strlen(value); n && (value[n - 1] == ' ' || value[n - 1] == '\t'); n--)
		value[n - 1] = '\0';
	if (strcasecmp(line, "content-length") == 0) {
		uint64_t length;

		if (wire_number(value, &length) < 0 ||
		    (head->length != HTTP_UNKNOWN && head->length != length))
			return -EINVAL;
		head->length = length;
	}
	if (strcasecmp(line, "content-range") == 0)
		return content_range(value, head);
	if (strcasecmp(line, "transfer-encoding") == 0 && strcasecmp(value, "identity"))
		return -ENOTSUP;
	return 0;
}

/* Lines end with CR LF; a bare LF is taken too, as RFC 9112 (2.2) allows. */
static int lines(char *at, struct http_head *head)
{
	int rc = 0;

	for (int i = 0; rc == 0; i++) {
		char *end = strchr(at, '\n');
		size_t n = (size_t)(end - at);

		*end = '\0';
		if (n && at[n - 1] == '\r')
			at[--n] = '\0';
		if (n == 0)
			return i ? 0 : -EINVAL;
		rc = i ? field(at, head) : status_line(at, head);
		at = end + 1;
	}
	return rc;
}

static size_t head_bytes(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] != '\n')
			continue;
		if (i + 1 < n && text[i + 1] == '\n')
			return i + 2;
		if (i + 2 < n && text[i + 1] == '\r' && text[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

int http_head_parse(const char *text, size_t n, struct http_head *head)
{
	char copy[8192];
	size_t bytes = head_bytes(text, n);
	int rc;

	*head = (struct http_head){ .length = HTTP_UNKNOWN, .total = HTTP_UNKNOWN };
	if (bytes >= sizeof(copy) || (bytes == 0 && n >= sizeof(copy)))
		return -EINVAL;
	if (bytes == 0)
		return 0;
	if (memchr(text, '\0', bytes))
		return -EINVAL;
	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	rc = lines(copy, head);
	return rc < 0 ? rc : (int)bytes;
}

int http_request_format(const struct http_request *request, char *text, size_t room)
{
	struct wire_out out = { .text = text, .room = room };

	wire_put(&out,
		 "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: stateless\r\n"
		 "Connection: close\r\n",
		 request->method, request->path, request->host);
	if (request->to)
		wire_put(&out, "Range: bytes=%" PRIu64 "-%" PRIu64 "\r\n", request->from,
			 request->to - 1);
	if (request->body)
		wire_put(&out, "Content-Type: text/plain\r\nContent-Length: %zu\r\n",
			 request->body);
	wire_put(&out, "\r\n");
	return out.full ? -ENOSPC : (int)out.n;
}
