/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/bootwords.c - the words that a loader adds to a node's command line.
 */
#include "bootwords.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

void bootwords_mac(const char *mac, char out[BOOTWORDS_MAC])
{
	size_t i;

	for (i = 0; mac[i] && i < BOOTWORDS_MAC - 1; i++) {
		char c = mac[i];

		out[i] = c;
		if (c == ':')
			out[i] = '-';
		else if (c >= 'A' && c <= 'F')
			out[i] = (char)(c - 'A' + 'a');
	}
	out[i] = '\0';
}

int bootwords_hex(const char *ip, char out[9])
{
	struct in_addr address;

	if (!ip || inet_pton(AF_INET, ip, &address) != 1)
		return -1;
	snprintf(out, 9, "%08X", (unsigned)ntohl(address.s_addr));
	return 0;
}

static void format_ip6(const struct sl_node *node, const char *gateway, char *out,
		       size_t room)
{
	uint32_t prefix = node->net ? node->net->prefix : 0;

	snprintf(out, room, " ip=[%s]::%s%s%s:%u:%s::none", node->ip, *gateway ? "[" : "",
		 gateway, *gateway ? "]" : "", prefix ? prefix : 128, node->name);
}

static void format_ip4(const struct sl_node *node, const char *gateway, char *out,
		       size_t room)
{
	uint32_t prefix = node->net ? node->net->prefix : 0;
	char text[INET_ADDRSTRLEN] = "";
	struct in_addr mask;

	if (prefix == 0 || prefix > 32)
		prefix = 32;
	mask.s_addr = htonl(0xffffffffu << (32 - prefix));
	inet_ntop(AF_INET, &mask, text, sizeof(text));
	snprintf(out, room, " ip=%s::%s:%s:%s::none", node->ip, gateway, text,
		 node->name);
}

void bootwords_format(const struct sl_node *node, char out[BOOTWORDS_ROOM])
{
	const char *gateway = node->net && node->net->gateway ? node->net->gateway : "";
	char mac[BOOTWORDS_MAC];
	int n;

	bootwords_mac(node->mac, mac);
	n = snprintf(out, BOOTWORDS_ROOM, " BOOTIF=01-%s", mac);
	if (strchr(node->ip, ':'))
		format_ip6(node, gateway, out + n, BOOTWORDS_ROOM - (size_t)n);
	else
		format_ip4(node, gateway, out + n, BOOTWORDS_ROOM - (size_t)n);
}

int bootwords_check(struct sl_job *job, const struct sl_boot *boot, size_t own,
		    size_t limit)
{
	size_t bytes = strlen(boot->cmdline) + own;

	if (bytes <= limit)
		return 0;
	return sl_fail(job, E2BIG,
		       "%s: the kernel command line has %zu bytes with the loader's own "
		       "words, %zu are the most there; shorten addkcmdline",
		       boot->node->name, bytes, limit);
}
