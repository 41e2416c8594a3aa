/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/serve.h - the HTTP server for generations, boot files and reports of nodes.
 *
 * Two processes are started.  The HTTP process holds the folders and the sockets, has
 * given up its privileges before it reads the first byte, and knows the inventory only
 * as a list of addresses that is sent to it.  The writer process keeps the caller's user,
 * alone opens the inventory, and takes from the other nothing but reports, which it
 * reads and checks again.  Between them is one socket pair, whose buffer is the bounded
 * queue.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "core/base/log.h"

struct server;

struct server_limits {
	unsigned connections;  /* at once, of all clients; 0: 8192            */
	unsigned per_address;  /* at once, of one client address; 0: 1024     */
	unsigned idle_seconds; /* a connection without progress ends; 0: 60   */
	unsigned threads;      /* 0: two per CPU, 4 at least, 32 at most      */
};

/* Every text is borrowed during server_start() only. */
struct server_options {
	/* Numeric addresses, ended by NULL; NULL or empty: every address of this host. */
	const char *const *listen;
	int port;               /* 0: any free one, see server_port()                */
	const char *installdir; /* its netboot/ and boot/ are served                 */
	/* The database.  NULL: no reports are taken and every client may fetch.  Else
	 * clients outside the inventory's networks (when it has any) are refused. */
	const char *inventory;
	const char *known_hosts; /* file of the nodes' SSH keys to keep, or NULL      */
	/* Who the HTTP process becomes.  NULL: nobody when started as root, else who we
	 * are. */
	const char *user;
	/* "ADDRESS NODE": addresses that nodes have besides those in the inventory, ended
	 * by NULL; or NULL. */
	const char *const *addresses;
	struct server_limits limits;
};

/* Starts the server and returns when it answers.  Nothing is left running after an error
 * (-errno, said).  Call it before the program makes threads. */
int server_start(struct log *, const struct server_options *,
		 struct server **) MUST_CHECK;

/* The port of the first address. */
int server_port(const struct server *);

/* Process id of the part that speaks HTTP. */
int server_pid(const struct server *);

/* Waits for at most timeout_ms, less when a signal comes.  0: the server runs;
 * -ECHILD, said: one of its processes has ended. */
int server_wait(struct log *, struct server *, int timeout_ms) MUST_CHECK;

/* Ends it: reports that were taken are stored first.  NULL is fine. */
void server_stop(struct server *);

#endif
