/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dhcp.h - what a DHCP server is to answer, whichever server it is.
 *
 * Filled by core/boot from the inventory and from what the platforms' plugins hand back;
 * written out by one writer per kind of server.
 */
#ifndef DHCP_DHCP_H
#define DHCP_DHCP_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A copy of struct sl_dhcp.  Conditions that are NULL or negative always hold. */
struct dhcp_rule {
	int32_t client_arch;
	char *user_class, *vendor_class;
	char *file;          /* may hold ${server}; or NULL  */
	struct strv options; /* "209=petitboot/n1"           */
};

struct dhcp_rules {
	struct dhcp_rule *v;
	size_t n;
};

/* What holds for every node that says it is of the rules' kind. */
struct dhcp_platform {
	char *name;
	struct dhcp_rules rules;
};

struct dhcp_net {
	char *name;
	char *address, *mask; /* "10.1.0.0", "255.255.0.0"                        */
	char *gateway;        /* or NULL                                          */
	char *domain;         /* or NULL                                          */
	char *server;         /* "ADDRESS:PORT" that ${server} stands for         */
	struct strv dns;
};

/* Texts are borrowed; there may be 100,000 of these. */
struct dhcp_host {
	const char *node, *mac, *ip;
	const char *server; /* "ADDRESS:PORT" that ${server} stands for in its rules */
	struct dhcp_rules rules; /* its own, besides the platform's                 */
};

struct dhcp_answers {
	struct dhcp_platform *platforms;
	size_t n_platforms;
	struct dhcp_net *nets;
	size_t n_nets;
	struct dhcp_host *hosts; /* new or changed */
	size_t n_hosts, hosts_room;
	struct strv gone; /* nodes that are answered no more        */
	bool whole; /* these hosts are all there are; else others stay as they are */
};

/* Copies.  Refuses a text that no server's file could carry (blanks, quotes, control
 * characters, a comma outside options) or an option that is not NUMBER=VALUE with a
 * number of 1 to 254: -EINVAL with the reason in `why`. */
struct sl_dhcp;
int dhcp_rules_add(struct dhcp_rules *, const struct sl_dhcp *, char *why,
		   size_t room) MUST_CHECK;

/* The rule of the highest rank wins: what a client says it is counts more than its
 * architecture. */
int dhcp_rule_rank(const struct dhcp_rule *);

/* Does one have a rule that the other has with another boot file? */
bool dhcp_rules_clash(const struct dhcp_rules *, const struct dhcp_rules *);

/* `file` with ${server} replaced by `server`, whose port 80 is left out: URLs are long
 * enough.  The caller frees. */
char *dhcp_file(const char *file, const char *server);

/* "10.1.0.1:80" -> "10.1.0.1"; NULL when it is no IPv4 address.  The caller frees. */
char *dhcp_address(const char *server);

/* Adds a host without rules and server; valid until the next is added. */
struct dhcp_host *dhcp_answers_add(struct dhcp_answers *, const char *node,
				   const char *mac, const char *ip);

void dhcp_rules_fini(struct dhcp_rules *);
void dhcp_answers_fini(struct dhcp_answers *);

#endif
