/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/nfsmount.c - one folder of one NFS server: the words by which it is mounted.
 */
#include "nfsmount.h"

#include "wire/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int is_word(const char *word, size_t n, const char *name)
{
	return n == strlen(name) && memcmp(word, name, n) == 0;
}

static int take_port(const char *digits, struct nfs_words *words)
{
	char *end;
	unsigned long port = strtoul(digits, &end, 10);

	if (*digits < '0' || *digits > '9' || *end || port == 0 || port > UINT16_MAX)
		return -EINVAL;
	words->port = (uint16_t)port;
	return 0;
}

static int take_word(const char *word, size_t n, struct nfs_words *words)
{
	char text[sizeof(words->prefix) + 8];

	if (is_word(word, n, "live")) {
		words->is_live = 1;
		return 0;
	}
	if (wire_words_copy(word, n, text, sizeof(text)) < 0)
		return -EINVAL;
	if (strncmp(text, "port=", 5) == 0)
		return take_port(text + 5, words);
	n = strlen(text);
	if (strncmp(text, "prefix=/", 8) != 0 || n - 7 >= sizeof(words->prefix))
		return -EINVAL;
	memcpy(words->prefix, text + 7, n - 6);
	return 0;
}

int nfs_words_parse(const char *text, struct nfs_words *words)
{
	const char *word;
	size_t n;
	int rc = 0;

	*words = (struct nfs_words){ .port = NFS_PORT };
	while (rc == 0 && text && wire_words_next(&text, &word, &n))
		rc = take_word(word, n, words);
	return rc;
}

static int fits(int n, size_t room)
{
	return n >= 0 && (size_t)n < room ? 0 : -ENAMETOOLONG;
}

int nfs_source(const struct nfs_export *from, char *text, size_t room)
{
	int is_six = from->server.family == AF_INET6;
	char addr[NETADDR_TEXT];

	return fits(snprintf(text, room, "%s%s%s:%s", is_six ? "[" : "",
			     netaddr_text(&from->server, addr), is_six ? "]" : "",
			     from->path),
		    room);
}

int nfs_export_parse(const char *text, struct netaddr *server, const char **path)
{
	const char *colon = strstr(text, ":/");
	size_t n = colon ? (size_t)(colon - text) : 0;
	char address[NETADDR_TEXT];

	*server = (struct netaddr){ 0 };
	if (!colon)
		return -EINVAL;
	*path = colon + 1;
	if (n == 0)
		return 0;
	if (*text == '[' && n > 2 && text[n - 1] == ']') {
		text++;
		n -= 2;
	}
	if (n >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, n);
	address[n] = '\0';
	return netaddr_parse(address, server);
}

/* hard: a node whose server is away waits for it, and goes on.  Version 3 asks mountd for
 * its port and takes no locks, so that nothing must run on the node. */
int nfs_options(const struct nfs_export *from, const char *version, char *text,
		size_t room)
{
	char server[NETADDR_TEXT], client[NETADDR_TEXT];
	const char *proto = from->server.family == AF_INET6 ? "tcp6" : "tcp";
	int n;

	netaddr_text(&from->server, server);
	netaddr_text(&from->client, client);
	if (version[0] == '3')
		n = snprintf(text, room,
			     "vers=3,addr=%s,port=%u,proto=%s,mountproto=%s,nolock,hard,"
			     "timeo=600,retrans=2,sec=sys,%s",
			     server, from->port, proto, proto, from->caching);
	else
		n = snprintf(text, room,
			     "vers=%s,addr=%s,clientaddr=%s,port=%u,proto=%s,hard,"
			     "timeo=600,retrans=2,sec=sys,%s",
			     version, server, client, from->port, proto, from->caching);
	return fits(n, room);
}

void nfs_unique_id(const struct hwaddr *mac, const char *name, char id[NFS_ID])
{
	char text[HWADDR_TEXT];

	snprintf(id, NFS_ID, "%s-%s", hwaddr_text(mac, text), name);
}

int nfs_live_path(const char *root, const char *method, char *text, size_t room)
{
	const char *slash = strrchr(root, '/');

	if (!slash || slash == root)
		return -EINVAL;
	return fits(
		snprintf(text, room, "%.*s/live.%s", (int)(slash - root), root, method),
		room);
}
