/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/checks_net.c - values of attributes: addresses.
 */
#include "checks.h"
#include "core/base/strv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAC_BYTES        6
#define INFINIBAND_BYTES 20

static int refuse(struct str *why, const char *text)
{
	str_add(why, text);
	return -EINVAL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Octets of one or two digits between colons or dashes, or an even number of digits in
 * groups of any size (aabbccddeeff, aabb.ccdd.eeff). */
static size_t read_octets(const char *value, uint8_t *bytes, size_t room)
{
	bool parted = strpbrk(value, ":-") != NULL;
	size_t n = 0;

	while (*value && n < room) {
		int high = hex_digit(value[0]), low = high < 0 ? -1 : hex_digit(value[1]);

		if (high < 0 || (low < 0 && !parted))
			return 0;
		bytes[n++] = (uint8_t)(low < 0 ? high : high * 16 + low);
		value += low < 0 ? 1 : 2;
		if (*value == '\0')
			return n;
		if (parted ? *value != ':' && *value != '-' : *value != '.')
			continue;
		if (*++value == '\0')
			return 0;
	}
	return *value ? 0 : n;
}

CHECK(mac)
{
	uint8_t bytes[INFINIBAND_BYTES];
	size_t n = read_octets(value, bytes, sizeof(bytes)), k;

	if (n != MAC_BYTES && n != INFINIBAND_BYTES)
		return refuse(why, "must be a MAC address: 52:54:00:12:34:56");
	for (k = 0; k < n && (bytes[k] == 0 || bytes[k] == 0xff); k++)
		;
	if (k == n || (n == MAC_BYTES && bytes[0] & 1))
		return refuse(why, "must be the MAC address of one machine");
	for (size_t i = 0; i < n; i++)
		str_addf(normal, "%s%02x", i ? ":" : "", bytes[i]);
	return 0;
}

size_t check_parse_address(const char *text, uint8_t bytes[16])
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return 4;
	return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

/* As inet_ntop() spells it, so that equal addresses are equal texts. */
CHECK(address)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];
	size_t n = check_parse_address(value, bytes);

	if (n == 0)
		return refuse(why, "must be a numeric address: 10.0.0.1 or fd00::1");
	inet_ntop(n == 4 ? AF_INET : AF_INET6, bytes, text, sizeof(text));
	str_add(normal, text);
	return 0;
}

CHECK(addresses)
{
	struct strv list CLEANUP_STRV = { 0 };

	strv_split(&list, value, ", ");
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			str_add(normal, ",");
		if (check_address(list.v[i], normal, why) < 0)
			return -EINVAL;
	}
	return 0;
}

/* Cuts ":PORT" off; false when it is no port. */
static bool cut_port(char *server, const char **port)
{
	char *colon = strrchr(server, ':');
	long number;

	*port = NULL;
	if (!colon ||
	    (server[0] == '[' ? colon[-1] != ']' : strchr(server, ':') != colon))
		return true;
	*colon = '\0';
	*port = colon + 1;
	if (strspn(*port, "0123456789") != strlen(*port) || strlen(*port) > 5)
		return false;
	number = strtol(*port, NULL, 10);
	return number > 0 && number < 65536;
}

static int check_server(char *server, struct str *normal, struct str *why)
{
	size_t n;
	const char *port;
	struct str address CLEANUP_STR = { 0 };
	bool six;

	if (!cut_port(server, &port))
		return refuse(why, "must be ADDRESS[:PORT], the port from 1 to 65535");
	n = strlen(server);
	six = server[0] == '[' && n > 2 && server[n - 1] == ']';
	if (six)
		server[n - 1] = '\0';
	if (check_address(six ? server + 1 : server, &address, why) < 0)
		return -EINVAL;
	six = strchr(str_text(&address), ':') != NULL;
	str_addf(normal, six ? "[%s]" : "%s", str_text(&address));
	if (port)
		str_addf(normal, ":%s", port);
	return 0;
}

CHECK(servers)
{
	struct strv list CLEANUP_STRV = { 0 };

	strv_split(&list, value, ", ");
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			str_add(normal, ",");
		if (check_server(list.v[i], normal, why) < 0)
			return -EINVAL;
	}
	return 0;
}

CHECK(mask)
{
	struct in_addr address;
	uint32_t bits;

	if (inet_pton(AF_INET, value, &address) != 1)
		return refuse(why, "must be a mask: 255.255.252.0");
	bits = ~ntohl(address.s_addr);
	if (bits & (bits + 1))
		return refuse(why, "must be a mask, its ones before its zeros");
	str_add(normal, value);
	return 0;
}

CHECK(address_range)
{
	uint8_t first[16], last[16];
	struct strv ends CLEANUP_STRV = { 0 };
	size_t n = 0;

	strv_split(&ends, value, "- ");
	if (ends.n == 2)
		n = check_parse_address(ends.v[0], first);
	if (n == 0 || check_parse_address(ends.v[1], last) != n ||
	    memcmp(first, last, n) > 0)
		return refuse(why, "must be FIRST-LAST: 10.0.3.1-10.0.3.200");
	str_addf(normal, "%s-%s", ends.v[0], ends.v[1]);
	return 0;
}
