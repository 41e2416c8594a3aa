/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hosts.h - the node's own lines of /etc/hosts (hosts(5)).
 */
#ifndef NODE_HOSTS_H
#define NODE_HOSTS_H

struct hosts {
	const char *address; /* of this node, or "" */
	const char *name;
	const char *domain; /* or "" */
};

/* The text with the lines put before it that it lacks: one that gives 127.0.0.1 the name
 * localhost, and one that gives the node's name an address other nodes reach it by.  What
 * is there is kept.  The caller frees it; NULL: nothing is lacking, or memory is out. */
char *hosts_complete(const char *text, const struct hosts *);

#endif
