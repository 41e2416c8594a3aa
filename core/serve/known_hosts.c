/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/known_hosts.c - the SSH keys of nodes as a file that ssh(1) reads.
 *
 * Keys come from the network and every user's ssh will trust the file, so only what has
 * the exact form of a key gets into a line.
 */
#include "known_hosts.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct host {
	char *node;
	struct in6_addr address;
	struct strv keys;
};

struct known_hosts {
	void *tree; /* of struct host, by tsearch(3) */
};

struct known_hosts *known_hosts_new(void)
{
	return mem_alloc(sizeof(struct known_hosts));
}

static void free_host(void *at)
{
	struct host *host = at;

	strv_fini(&host->keys);
	free(host->node);
	free(host);
}

void known_hosts_free(struct known_hosts *known)
{
	if (known)
		tdestroy(known->tree, free_host);
	free(known);
}

static bool is_type(const char *type, size_t n)
{
	static const char *const begins[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-",
					      "sk-ecdsa-sha2-" };
	const char *const letters = "abcdefghijklmnopqrstuvwxyz0123456789-@.";

	if (strspn(type, letters) < n)
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts(type, begins[i]))
			return n > strlen(begins[i]);
	return false;
}

static bool is_base64(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				"0123456789+/");
	size_t padding = strspn(text + n, "=");

	return n > 16 && padding <= 2 && !text[n + padding] && (n + padding) % 4 == 0;
}

bool known_hosts_is_key(const char *key)
{
	const char *blank = strchr(key, ' ');

	return blank && is_type(key, (size_t)(blank - key)) && is_base64(blank + 1);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct host *)a)->node, ((const struct host *)b)->node);
}

static struct host *find_or_add(struct known_hosts *known, const char *node)
{
	struct host wanted = { .node = (char *)(uintptr_t)node }, *host;
	struct host *const *found = tfind(&wanted, &known->tree, compare);

	if (found)
		return *found;
	host = mem_alloc(sizeof(*host));
	host->node = mem_dup(node);
	if (!tsearch(host, &known->tree, compare))
		abort();
	return host;
}

static bool is_same(const struct strv *a, const struct strv *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return a->n == b->n;
}

bool known_hosts_take(struct known_hosts *known, const struct in6_addr *address,
		      const struct wire_report *report)
{
	struct strv keys = { 0 };
	struct host *host;
	bool same;

	for (size_t i = 0; i < report->n_hostkeys; i++)
		if (known_hosts_is_key(report->hostkeys[i]))
			strv_add(&keys, report->hostkeys[i]);
	if (keys.n == 0)
		return false;
	strv_sort(&keys);
	strv_uniq(&keys);
	host = find_or_add(known, report->node);
	same = is_same(&host->keys, &keys) &&
	       memcmp(&host->address, address, sizeof(*address)) == 0;
	strv_fini(&host->keys);
	host->keys = keys;
	host->address = *address;
	return !same;
}

struct writing {
	const struct peers *peers;
	struct str *out;
};

static void write_host(const void *at, VISIT visit, void *arg)
{
	const struct host *host = *(const struct host *const *)at;
	const struct writing *writing = arg;
	char address[PEERS_ADDRESS];

	if ((visit != postorder && visit != leaf) ||
	    !peers_is(writing->peers, &host->address, host->node))
		return;
	peers_show(&host->address, address);
	for (size_t i = 0; i < host->keys.n; i++)
		str_addf(writing->out, "%s,%s %s\n", host->node, address,
			 host->keys.v[i]);
}

void known_hosts_write(const struct known_hosts *known, const struct peers *peers,
		       struct str *out)
{
	struct writing writing = { peers, out };

	twalk_r(known->tree, write_host, &writing);
}
