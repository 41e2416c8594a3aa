/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/init/init.h - a new site: configuration, folders, network, files for the services.
 *
 * What is there already is left as it is, and said, so that init may be run again.
 */
#ifndef INIT_INIT_H
#define INIT_INIT_H

#include "core/base/log.h"
#include "core/config/site.h"
#include "core/inventory/inventory.h"

#include <stdbool.h>
#include <stdio.h>

struct init_request {
	const char *network;   /* "10.1.0.0/16", or NULL                          */
	const char *server;    /* "10.1.0.1[:PORT]" as nodes see it, or NULL      */
	const char *interface; /* on which DHCP answers, or NULL: all             */
	const char *program;   /* our own executable                              */
	const char *unit;      /* stateless-serve.service as it was installed     */
	FILE *show;            /* a line per thing: made, kept                    */
	bool dry_run;
};

/* 0, or -EINVAL, said: which word is wrong and how it is written. */
int init_check(struct log *, const struct init_request *) MUST_CHECK;

/* ROOT/etc/stateless: needs no site yet.  0 or -errno. */
int init_configuration(struct log *, const struct init_request *,
		       const char *root) MUST_CHECK;
int init_folders(struct log *, const struct init_request *,
		 const struct site *) MUST_CHECK;

/* The network "cluster", unless the inventory has one with that address.  -EEXIST, said,
 * when another one has that name.  inventory NULL, with dry_run: there is none yet. */
int init_network(struct log *, const struct init_request *,
		 struct inventory *) MUST_CHECK;

/* dnsmasq's drop-in, which names a file that must be there by then, and systemd's unit. */
int init_services(struct log *, const struct init_request *,
		  const struct site *) MUST_CHECK;

#endif
