/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/servers_test.c
 */
#include "node/servers.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FOUR      "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
#define SEVENTEEN FOUR FOUR FOUR FOUR "1.1.1.1"

static void parses(void)
{
	struct servers servers;
	char text[SERVER_TEXT];

	UNIT_INT(servers_parse("10.0.0.1,10.0.0.2:8080,[fd00::1]:81,[fd00::2]", &servers),
		 0);
	UNIT_INT(servers.n, 4);
	UNIT_STR(server_text(&servers.v[0], text), "10.0.0.1:80");
	UNIT_STR(server_text(&servers.v[1], text), "10.0.0.2:8080");
	UNIT_STR(server_text(&servers.v[2], text), "[fd00::1]:81");
	UNIT_STR(server_text(&servers.v[3], text), "[fd00::2]:80");
}

static void refuses(void)
{
	static const char *const rows[] = {
		"",
		",",
		"10.0.0.1,",
		"10.0.0.1,,10.0.0.2",
		"10.0.0.1:",
		"10.0.0.1:0",
		"10.0.0.1:65536",
		"10.0.0.1:-1",
		"10.0.0.1:x",
		"example.org",
		"[fd00::1]80",
		"[fd00::1",
		"10.0.0.1:80:90",
		"fd00::3",
		"999999999999999999999999999999999999999999999999999999999",
		SEVENTEEN,
	};
	struct servers servers;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (servers_parse(rows[i], &servers) == 0)
			fprintf(stderr, "\n  accepted \"%s\"\n", rows[i]);
		UNIT_INT(servers_parse(rows[i], &servers), -EINVAL);
	}
}

static void rotates(void)
{
	unsigned first[4] = { 0 };

	for (int i = 0; i < 1000; i++) {
		struct servers servers;
		char name[16];
		unsigned seen = 0;

		snprintf(name, sizeof(name), "n%04d", i);
		servers_parse("10.0.0.0,10.0.0.1,10.0.0.2,10.0.0.3", &servers);
		servers_rotate(&servers, name);
		first[servers.v[0].addr.bytes[3]]++;
		for (unsigned j = 0; j < 4; j++)
			seen |= 1u << servers.v[j].addr.bytes[3];
		UNIT_INT(seen, 15);
		UNIT_INT(servers.v[1].addr.bytes[3],
			 (servers.v[0].addr.bytes[3] + 1) % 4);
	}
	for (int i = 0; i < 4; i++)
		CU_ASSERT(first[i] > 150 && first[i] < 350);
}

static void same_name_same_order(void)
{
	struct servers a, b;

	servers_parse("10.0.0.0,10.0.0.1,10.0.0.2", &a);
	b = a;
	servers_rotate(&a, "n1");
	servers_rotate(&b, "n1");
	CU_ASSERT(memcmp(&a, &b, sizeof(a)) == 0);
	a.n = 0;
	servers_rotate(&a, "n1");
}

static void reads_urls(void)
{
	static const struct {
		const char *url;
		int rc;
		const char *server, *path;
	} rows[] = {
		{ "http://10.0.0.1/status", 0, "10.0.0.1:80", "/status" },
		{ "http://10.0.0.1:81/a/b?c", 0, "10.0.0.1:81", "/a/b?c" },
		{ "http://[fd00::1]:81", 0, "[fd00::1]:81", "/" },
		{ "https://10.0.0.1/", -EINVAL, "", "" },
		{ "http:///status", -EINVAL, "", "" },
		{ "http://example.org/", -EINVAL, "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[SERVER_TEXT];
		struct server server;
		const char *path;

		UNIT_INT(server_url(rows[i].url, &server, &path), rows[i].rc);
		if (rows[i].rc)
			continue;
		UNIT_STR(server_text(&server, text), rows[i].server);
		UNIT_STR(path, rows[i].path);
	}
}

const char unit_suite[] = "node servers";
const struct unit_case unit_cases[] = {
	{ "a list of numeric addresses with ports", parses },
	{ "anything else is refused", refuses },
	{ "nodes spread over the servers, and each asks all of them", rotates },
	{ "a node asks in the same order each time", same_name_same_order },
	{ "a URL has a numeric address", reads_urls },
	{ NULL, NULL }
};
