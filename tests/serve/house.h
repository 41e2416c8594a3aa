/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/house.h - a server to test with: a site in a folder, and nodes.
 *
 * Nodes n2 to n9 have the addresses 127.0.0.2 to 127.0.0.9.
 */
#ifndef TESTS_SERVE_HOUSE_H
#define TESTS_SERVE_HOUSE_H

#include "client.h"
#include "core/inventory/inventory.h"
#include "core/serve/serve.h"
#include "tests/unit/unit.h"

#include <sys/types.h>

#define HOUSE_GENERATION "/netboot/compute/0123456789abcdef/"
#define HOUSE_TEXT       "0123456789abcdefghijklmnopqrstuvwxyz" /* of `text` there */

enum { HOUSE_BIG = 64 << 20 /* bytes of the sparse file `big` there */ };

struct house {
	struct log log;
	struct str said;
	char *folder, *database, *known_hosts;
	struct server *server;
	int port;
};

/* Makes the folder and starts the server there. */
void house_open(struct house *, const struct server_limits *);
void house_close(struct house *);

/* A file below its installdir, with its folders. */
void house_file(const struct house *, const char *path, mode_t mode, const char *text);
void house_link(const struct house *, const char *path, const char *target);

/* Puts a node (more than the first ones) into the inventory. */
void house_node(struct house *, const char *name, const char *ip);

/* The report of the node that is stored now, or NULL.  The caller frees it. */
char *house_stored(struct house *, const char *node);

/* The report of the node that is stored within five seconds and has `part` in it; else
 * NULL.  The caller frees it. */
char *house_report(struct house *, const char *node, const char *part);

/* Reads a whole small file within five seconds, until `part` is in it; else NULL. */
char *house_text(const char *path, const char *part);

/* A number of /proc/PID/status of the HTTP process, "VmRSS:", or a text of it. */
char *house_process(const struct house *, const char *key);

#endif
