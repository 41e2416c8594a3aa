/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/apt.h - this machine's apt, working on the tree.
 *
 * apt runs outside of the tree (it needs this machine's network, keyrings and folders of
 * packages); dpkg and the packages' scripts run inside.  apt is told all it has to know
 * by a file in SL_WORK and reads no configuration of the tree, which could name commands.
 * Every function that returns int gives 0, or -errno after saying why.
 */
#ifndef DEBIAN_APT_H
#define DEBIAN_APT_H

#include "release.h"

#include "plugins/lib/args.h"

struct apt {
	struct sl_job *job;
	char *conf, *sources; /* files in SL_WORK */
	int ready;            /* the tree is mounted and services are held back */
	int own_policy;       /* policy-rc.d is ours */
};

/* Writes the configuration and makes the folders that apt wants in the tree. */
int apt_open(struct sl_job *, const struct release *, struct apt *);
void apt_fini(struct apt *);

/* Says where packages come from, and reads what is there. */
int apt_update(struct apt *, const struct args *lines);

/* Is there a list of packages of the release's architecture?  0, or -ENOENT. */
int apt_need_lists(struct apt *, const struct release *);

/* Would this installation succeed?  Nothing is changed. */
int apt_check(struct apt *, const char *const *names);

/* Around everything that changes the tree: proc, sys, dev; no service starts. */
int apt_begin(struct apt *);
int apt_end(struct apt *);

/* env: NULL, or NAME=value for this call.  No names: nothing is done. */
int apt_install(struct apt *, const char *const *names, const char *const *env);
int apt_purge(struct apt *, const char *const *names, const char *const *env);
int apt_upgrade(struct apt *);

/* Adds what apt calls the entries of a package list: @group is a task, "group^". */
void apt_names(struct args *, const char *const *entries);

/* The environment in which packages are installed: no questions, no initrd. */
void apt_environment(struct args *, const char *const *env);

#endif
