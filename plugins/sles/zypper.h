/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/zypper.h - this machine's zypper, working on the tree.
 *
 * It is told all it has to know by files in SL_WORK and reads no repository, service or
 * variable of this machine or of the tree.  Every function that returns int gives 0, or
 * -errno after saying why.  The functions are those of rpmtree.h; self is a struct zypper.
 */
#ifndef SLES_ZYPPER_H
#define SLES_ZYPPER_H

#include "plugins/lib/rpmtree.h"

/* Where zypper keeps what it downloads, below the root that it installs to. */
#define ZYPPER_CACHE "var/cache/zypp"

struct zypper {
	struct sl_job *job;
	const struct release *release;
	char *conf, *repos, *home, *locks;
	struct args keys; /* files that were imported */
};

/* Writes the configuration.  zypper_fini() is due in any case. */
int zypper_open(struct sl_job *, const struct release *, void *self);
void zypper_fini(void *self);

/* Says where the packages of the next commands come from, and has the tree's database
 * trust their keys. */
int zypper_repositories(void *self, const struct repos *);

/* No names: nothing is done.  never: packages that must not come by this command.  env:
 * NULL, or NAME=value for this command. */
int zypper_install(void *self, const char *const *names, const char *const *never,
		   const char *const *env);
int zypper_remove(void *self, const char *const *names, const char *const *env);
int zypper_upgrade(void *self);

/* What an exit status of zypper means, after it was run to change packages: NULL for
 * success, else a sentence. */
const char *zypper_meaning(int status);

#endif
