/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/known_hosts_test.c
 */
#include "known_hosts.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define ED "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7Dq5b1yP0c3PS6Ua8s1m4v8xqzgVh0nR1q2w3e"
#define EC "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA=="

static const struct row {
	const char *key;
	bool fit;
} rows[] = {
	{ ED, true },
	{ EC, true },
	{ "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5z", true },
	{ "", false },
	{ "ssh-ed25519", false },
	{ "ssh-ed25519 ", false },
	{ "ssh- AAAAC3NzaC1lZDI1NTE5AAAA", false },
	{ "ssh-ed25519 AAAA", false },
	{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAA", false },
	{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA comment", false },
	{ "ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAA", false },
	{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5A===", false },
	{ "ssh-ed25519 AAAA*C3NzaC1lZDI1NTE5AAA", false },
	{ "@cert-authority * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", false },
	{ "*,evil ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", false },
	{ "ssh-ED25519 AAAAC3NzaC1lZDI1NTE5AAAA", false },
};

static void only_keys_are_keys(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(known_hosts_is_key(rows[i].key), rows[i].fit);
}

static bool take(struct known_hosts *known, const char *node, const char *address,
		 const char *first, const char *second)
{
	struct wire_report report = { .n_hostkeys = 0 };
	struct in6_addr at;

	CU_ASSERT(peers_address(address, &at));
	snprintf(report.node, sizeof(report.node), "%s", node);
	if (first)
		snprintf(report.hostkeys[report.n_hostkeys++], 768, "%s", first);
	if (second)
		snprintf(report.hostkeys[report.n_hostkeys++], 768, "%s", second);
	return known_hosts_take(known, &at, &report);
}

static void says(const struct known_hosts *known, const char *who, const char *want)
{
	struct str out CLEANUP_STR = { 0 };
	struct peers peers;

	peers_read(who, &peers);
	known_hosts_write(known, &peers, &out);
	UNIT_STR(str_text(&out), want);
	peers_fini(&peers);
}

static void the_latest_keys_of_each_node_stand(void)
{
	static const char who[] = "node 10.0.0.1 n1\nnode 10.0.0.2 n2\n";
	struct known_hosts *known = known_hosts_new();

	says(known, who, "");
	CU_ASSERT(take(known, "n2", "10.0.0.2", ED, NULL));
	CU_ASSERT(take(known, "n1", "10.0.0.1", ED, EC));
	CU_ASSERT(!take(known, "n1", "10.0.0.1", EC, ED));
	says(known, who, "n1,10.0.0.1 " EC "\nn1,10.0.0.1 " ED "\nn2,10.0.0.2 " ED "\n");
	CU_ASSERT(take(known, "n1", "10.0.0.1", EC, NULL));
	says(known, who, "n1,10.0.0.1 " EC "\nn2,10.0.0.2 " ED "\n");
	known_hosts_free(known);
}

static void a_booting_node_keeps_its_keys(void)
{
	static const char who[] = "node 10.0.0.1 n1\n";
	struct known_hosts *known = known_hosts_new();

	CU_ASSERT(take(known, "n1", "10.0.0.1", ED, NULL));
	CU_ASSERT(!take(known, "n1", "10.0.0.1", NULL, NULL));
	CU_ASSERT(!take(known, "n1", "10.0.0.1", "@revoked * x", NULL));
	says(known, who, "n1,10.0.0.1 " ED "\n");
	known_hosts_free(known);
}

static void nodes_that_are_gone_or_moved_are_left_out(void)
{
	struct known_hosts *known = known_hosts_new();

	CU_ASSERT(take(known, "n1", "10.0.0.1", ED, NULL));
	CU_ASSERT(take(known, "n2", "10.0.0.2", ED, NULL));
	says(known, "node 10.0.0.3 n1\nnode 10.0.0.2 n2\n", "n2,10.0.0.2 " ED "\n");
	says(known, "", "");
	known_hosts_free(known);
}

const char unit_suite[] = "known_hosts";
const struct unit_case unit_cases[] = {
	{ "only what has the form of a key is one", only_keys_are_keys },
	{ "the latest keys of each node stand in the file",
	  the_latest_keys_of_each_node_stand },
	{ "a node that boots keeps its keys until it is up",
	  a_booting_node_keeps_its_keys },
	{ "nodes that are gone or moved are left out",
	  nodes_that_are_gone_or_moved_are_left_out },
	{ NULL, NULL },
};
