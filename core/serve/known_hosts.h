/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/known_hosts.h - the SSH keys of nodes as a file that ssh(1) reads.
 *
 *   NODE,ADDRESS TYPE BASE64        sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"
 */
#ifndef SERVE_KNOWN_HOSTS_H
#define SERVE_KNOWN_HOSTS_H

#include "peers.h"
#include "wire/report.h"

struct known_hosts;

struct known_hosts *known_hosts_new(void); /* never NULL */
void known_hosts_free(struct known_hosts *);

/* Takes the keys of a report in place of those the node had.  A report without keys (a
 * node that boots) changes nothing; a key that is malformed is left out.  True when the
 * text is another one now. */
bool known_hosts_take(struct known_hosts *, const struct in6_addr *address,
		      const struct wire_report *);

/* The whole file, sorted by node; nodes that are no longer at that address are left out.
 */
void known_hosts_write(const struct known_hosts *, const struct peers *, struct str *out);

/* Is it "TYPE BASE64", of a type that SSH has? */
bool known_hosts_is_key(const char *key);

#endif
