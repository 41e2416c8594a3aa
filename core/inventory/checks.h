/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/checks.h - values of attributes, each checked by its kind.
 *
 * Each adds the value as it is kept to *normal and returns 0, or adds the reason,
 * "must be ...", to *why and returns -EINVAL.
 */
#ifndef INVENTORY_CHECKS_H
#define INVENTORY_CHECKS_H

#include "core/base/str.h"

#include <stdint.h>

#define CHECK(name)                                                                      \
	int check_##name(const char *value, struct str *normal, struct str *why)

CHECK(name);      /* letters, digits, -_.                                   */
CHECK(names);     /* a comma list of them, no name twice                    */
CHECK(text);      /* one line without control characters                    */
CHECK(mac);       /* 6 octets, or 20 of InfiniBand: aa:bb, aa-bb, aabb, aabb.ccdd */
CHECK(address);   /* IPv4 or IPv6, numeric                                  */
CHECK(addresses); /* a comma list                                           */
CHECK(servers);   /* a comma list of ADDRESS[:PORT], [ADDRESS6][:PORT]      */
CHECK(number);
CHECK(serial_port);
CHECK(serial_flow);
CHECK(size);    /* 512M, 64G                                              */
CHECK(overlay); /* 512M, 50%, none                                        */
CHECK(domain);
CHECK(mask);   /* 255.255.252.0                                          */
CHECK(prefix); /* 0 to 128                                               */
CHECK(address_range);

/* A numeric address, in network order; IPv4 has 4 bytes, IPv6 16.  Their number, or 0. */
size_t check_parse_address(const char *text, uint8_t bytes[16]);

#endif
