/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/servers.h - ADDRESS[:PORT], as the configuration and nodes name servers.
 */
#ifndef CONFIG_SERVERS_H
#define CONFIG_SERVERS_H

/* "10.0.0.1", "10.0.0.1:8080", "fd00::1", "[fd00::1]" or "[fd00::1]:8080" -> with a port,
 * and brackets around IPv6.  The caller frees; NULL: neither of these. */
char *servers_complete(const char *text, int default_port);

#endif
