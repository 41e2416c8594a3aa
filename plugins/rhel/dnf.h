/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/dnf.h - this machine's dnf (or dnf5, or yum), working on the tree.
 *
 * It is told all it has to know by files in SL_WORK and reads no configuration,
 * repository, plug-in or variable of this machine or of the tree.  Every function that
 * returns int gives 0, or -errno after saying why.  The functions are those of rpmtree.h;
 * self is a struct dnf.
 */
#ifndef RHEL_DNF_H
#define RHEL_DNF_H

#include "plugins/lib/rpmtree.h"

#include <stdbool.h>

enum dnf_kind { DNF_YUM = 3, DNF_4, DNF_5 };

struct dnf {
	struct sl_job *job;
	const struct release *release;
	const char *program; /* its path */
	enum dnf_kind kind;  /* whose options it takes */
	bool asked;          /* the repositories for what is new */
	char *conf, *repos, *home;
};

/* Finds the program and writes its configuration.  dnf_fini() is due in any case. */
int dnf_open(struct sl_job *, const struct release *, void *self);
void dnf_fini(void *self);

/* Says where the packages of the next commands come from. */
int dnf_repositories(void *self, const struct repos *);

/* No names: nothing is done.  env: NULL, or NAME=value for this command. */
int dnf_install(void *self, const char *const *names, const char *const *exclude,
		const char *const *env);
int dnf_remove(void *self, const char *const *names, const char *const *env);
int dnf_upgrade(void *self);

/* Enables the streams of modules that the option `modules` names. */
int dnf_modules(void *self);

#endif
