/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmdb.h - the tree's database of packages, in the form that the tree's own
 * rpm reads.
 *
 * This machine's rpm has its own notions of where a database is and what it is made of
 * (Debian's: ~/.rpmdb).  Package managers obey the macros of a home folder of ours.
 */
#ifndef LIB_RPMDB_H
#define LIB_RPMDB_H

#include <stateless/plugin.h>

struct rpmdb {
	const char *path;    /* in the tree: "var/lib/rpm" */
	const char *backend; /* "sqlite", "ndb" or "bdb": what the tree's rpm reads */
};

/* Makes the folder `home`, whose .rpmmacros makes rpm use the tree's database and leave
 * alone what is mounted in it.  0, or -errno after saying why; so do all below. */
int rpmdb_macros(struct sl_job *, const struct rpmdb *, const char *home);

/* Before an update: what this machine's rpm does not write is converted. */
int rpmdb_open(struct sl_job *, const struct rpmdb *);

/* After the last package: a database of another kind than the tree's rpm reads is loaded
 * again by that rpm. */
int rpmdb_close(struct sl_job *, const struct rpmdb *);

/* add_package() for each package of the database but keys, which rpm has there too. */
int rpmdb_packages(struct sl_job *, const struct rpmdb *);

#endif
