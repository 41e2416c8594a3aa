/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsmount_test.c - words for mounts by NFS.
 */
#include "nfsmount.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "nfsmount";

static void words(void)
{
	static const struct {
		const char *text, *prefix;
		int port, is_live, rc;
	} cases[] = {
		{ NULL, "", 2049, 0, 0 },
		{ "", "", 2049, 0, 0 },
		{ "live", "", 2049, 1, 0 },
		{ "prefix=/install port=12049 live", "/install", 12049, 1, 0 },
		{ "prefix=\"/in stall\"", "/in stall", 2049, 0, 0 },
		{ "prefix=install", "", 0, 0, -EINVAL },
		{ "port=", "", 0, 0, -EINVAL },
		{ "port=0", "", 0, 0, -EINVAL },
		{ "port=65536", "", 0, 0, -EINVAL },
		{ "port=-1", "", 0, 0, -EINVAL },
		{ "port=1x", "", 0, 0, -EINVAL },
		{ "alive", "", 0, 0, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nfs_words got;

		UNIT_INT(nfs_words_parse(cases[i].text, &got), cases[i].rc);
		if (cases[i].rc < 0)
			continue;
		UNIT_STR(got.prefix, cases[i].prefix);
		UNIT_INT(got.port, cases[i].port);
		UNIT_INT(got.is_live, cases[i].is_live);
	}
}

static void a_prefix_that_is_too_long(void)
{
	char text[700] = "prefix=/";
	struct nfs_words got;

	memset(text + 8, 'a', 510);
	UNIT_INT(nfs_words_parse(text, &got), 0);
	memset(text + 8, 'a', 511);
	UNIT_INT(nfs_words_parse(text, &got), -EINVAL);
}

static struct nfs_export export_of(const char *server, const char *client)
{
	struct nfs_export from = { .port = 2049,
				   .path = "/netboot/i/g/root",
				   .caching = "actimeo=1" };

	UNIT_INT(netaddr_parse(server, &from.server), 0);
	UNIT_INT(netaddr_parse(client, &from.client), 0);
	return from;
}

static void sources_and_options(void)
{
	static const struct {
		const char *server, *client, *version, *source, *options;
	} cases[] = {
		{ "10.0.0.1", "10.0.0.9", "4.2", "10.0.0.1:/netboot/i/g/root",
		  "vers=4.2,addr=10.0.0.1,clientaddr=10.0.0.9,port=2049,proto=tcp,hard,"
		  "timeo=600,retrans=2,sec=sys,actimeo=1" },
		{ "10.0.0.1", "10.0.0.9", "3", "10.0.0.1:/netboot/i/g/root",
		  "vers=3,addr=10.0.0.1,port=2049,proto=tcp,mountproto=tcp,nolock,hard,"
		  "timeo=600,retrans=2,sec=sys,actimeo=1" },
		{ "[fd00::1]", "fd00::9", "4.0", "[fd00::1]:/netboot/i/g/root",
		  "vers=4.0,addr=fd00::1,clientaddr=fd00::9,port=2049,proto=tcp6,hard,"
		  "timeo=600,retrans=2,sec=sys,actimeo=1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nfs_export from = export_of(cases[i].server, cases[i].client);
		char text[NFS_OPTIONS];

		UNIT_INT(nfs_source(&from, text, sizeof(text)), 0);
		UNIT_STR(text, cases[i].source);
		UNIT_INT(nfs_options(&from, cases[i].version, text, sizeof(text)), 0);
		UNIT_STR(text, cases[i].options);
		UNIT_INT(nfs_options(&from, cases[i].version, text, 40), -ENAMETOOLONG);
	}
}

static void exports_are_taken_apart(void)
{
	static const struct {
		const char *text, *server, *path; /* path NULL: -EINVAL */
	} cases[] = {
		{ "10.0.0.1:/state", "10.0.0.1", "/state" },
		{ "[fd00::1]:/a/b", "fd00::1", "/a/b" },
		{ ":/state", "", "/state" },
		{ "10.0.0.1/state", NULL, NULL },
		{ "server:/state", NULL, NULL },
		{ "[]:/state", NULL, NULL },
		{ "10.0.0.1.10.0.0.1.10.0.0.1.10.0.0.1.10.0.0.1.10.0.0.1:/s", NULL,
		  NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[NETADDR_TEXT] = "";
		struct netaddr server;
		const char *path;

		UNIT_INT(nfs_export_parse(cases[i].text, &server, &path),
			 cases[i].path ? 0 : -EINVAL);
		if (!cases[i].path)
			continue;
		if (server.family)
			netaddr_text(&server, text);
		UNIT_STR(text, cases[i].server);
		UNIT_STR(path, cases[i].path);
	}
}

static void unique_ids(void)
{
	char id[NFS_ID], other[NFS_ID], name[300];
	struct hwaddr mac;

	UNIT_INT(hwaddr_parse("52:54:00:12:34:56", &mac), 0);
	nfs_unique_id(&mac, "n1", id);
	UNIT_STR(id, "52:54:00:12:34:56-n1");
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	nfs_unique_id(&mac, name, id);
	UNIT_INT(strlen(id), NFS_ID - 1);
	mac.bytes[5]++;
	nfs_unique_id(&mac, name, other);
	CU_ASSERT(strcmp(id, other) != 0);
}

static void live_paths(void)
{
	char text[64];

	UNIT_INT(nfs_live_path("/netboot/i/0123456789abcdef", "nfs", text, sizeof(text)),
		 0);
	UNIT_STR(text, "/netboot/i/live.nfs");
	UNIT_INT(nfs_live_path("/x", "nfs", text, sizeof(text)), -EINVAL);
	UNIT_INT(nfs_live_path("x", "nfs", text, sizeof(text)), -EINVAL);
	UNIT_INT(nfs_live_path("/netboot/i/g", "nfs", text, 12), -ENAMETOOLONG);
}

const struct unit_case unit_cases[] = {
	{ "the manifest's words are read, wrong ones refused", words },
	{ "a prefix has a bound", a_prefix_that_is_too_long },
	{ "a server's folder is mounted by the kernel's own words", sources_and_options },
	{ "an export is an address, or none, and a path", exports_are_taken_apart },
	{ "every node is a client of its own", unique_ids },
	{ "the live folder lies beside the generations", live_paths },
	{ NULL, NULL },
};
