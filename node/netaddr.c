/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/netaddr.c - IPv4 and IPv6 addresses, hardware addresses.
 */
#include "netaddr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int netaddr_parse(const char *text, struct netaddr *addr)
{
	char bare[NETADDR_TEXT];
	size_t n = strlen(text);

	*addr = (struct netaddr){ 0 };
	if (n > 1 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof(bare))
		return -EINVAL;
	memcpy(bare, text, n);
	bare[n] = '\0';
	addr->family = strchr(bare, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(addr->family, bare, addr->bytes) == 1)
		return 0;
	*addr = (struct netaddr){ 0 };
	return -EINVAL;
}

const char *netaddr_text(const struct netaddr *addr, char text[NETADDR_TEXT])
{
	if (!addr->family || !inet_ntop(addr->family, addr->bytes, text, NETADDR_TEXT))
		text[0] = '\0';
	return text;
}

size_t netaddr_bytes(const struct netaddr *addr)
{
	return addr->family == AF_INET6 ? 16 : 4;
}

int netaddr_prefix(const char *mask, int family)
{
	struct netaddr addr;
	unsigned bits;
	char *end;
	long n;

	if (strchr(mask, '.')) {
		if (family != AF_INET || netaddr_parse(mask, &addr) < 0)
			return -EINVAL;
		bits = (unsigned)addr.bytes[0] << 24 | (unsigned)addr.bytes[1] << 16 |
		       (unsigned)addr.bytes[2] << 8 | addr.bytes[3];
		if (~bits & (~bits + 1))
			return -EINVAL; /* a hole in the mask */
		return __builtin_popcount(bits);
	}
	if (mask[0] < '0' || mask[0] > '9')
		return -EINVAL;
	n = strtol(mask, &end, 10);
	return *end || n > (family == AF_INET6 ? 128 : 32) ? -EINVAL : (int)n;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int hwaddr_parse(const char *text, struct hwaddr *addr)
{
	*addr = (struct hwaddr){ 0 };
	for (;;) {
		int high = digit(text[0]);
		int low = high < 0 ? -1 : digit(text[1]);

		if (low < 0 || addr->n == HWADDR_MOST)
			return -EINVAL;
		addr->bytes[addr->n++] = (unsigned char)(high << 4 | low);
		if (!text[2])
			return 0;
		if (text[2] != ':' && text[2] != '-')
			return -EINVAL;
		text += 3;
	}
}

const char *hwaddr_text(const struct hwaddr *addr, char text[HWADDR_TEXT])
{
	text[0] = '\0';
	for (size_t i = 0; i < addr->n; i++)
		sprintf(text + i * 3, "%02x:", addr->bytes[i]);
	if (addr->n)
		text[addr->n * 3 - 1] = '\0';
	return text;
}

/* A 20-byte address and its hardware type are one byte more than HWADDR_MOST: the type
 * is looked at first. */
int bootif_parse(const char *value, struct hwaddr *addr)
{
	int rc = -EINVAL;

	if (strncmp(value, "20-", 3) == 0 || strncmp(value, "20:", 3) == 0) {
		rc = hwaddr_parse(value + 3, addr);
		if (rc == 0 && (addr->n == 8 || addr->n == 20 || addr->n == 6))
			return 0;
	}
	rc = hwaddr_parse(value, addr);
	if (rc < 0)
		return rc;
	if (addr->n == 7 && addr->bytes[0] == 1) {
		memmove(addr->bytes, addr->bytes + 1, 6);
		addr->n = 6;
	}
	return addr->n == 6 ? 0 : -EINVAL;
}

int bootif_matches(const struct hwaddr *bootif, const struct hwaddr *nic)
{
	const unsigned char *guid = nic->bytes + 12;

	if (nic->n == 6)
		return bootif->n == 6 && memcmp(bootif->bytes, nic->bytes, 6) == 0;
	if (nic->n != 20)
		return 0;
	if (bootif->n == 20)
		return memcmp(bootif->bytes + 12, guid, 8) == 0;
	if (bootif->n == 8)
		return memcmp(bootif->bytes, guid, 8) == 0;
	return bootif->n == 6 && memcmp(bootif->bytes, guid, 3) == 0 &&
	       memcmp(bootif->bytes + 3, guid + 5, 3) == 0;
}
