/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/dnf.h - this machine's dnf (or dnf5, or yum), working on the tree.
 *
 * It is told all it has to know by files in SL_WORK and reads no configuration,
 * repository, plug-in or variable of this machine or of the tree.  Every function that
 * returns int gives 0, or -errno after saying why.
 */
#ifndef RHEL_DNF_H
#define RHEL_DNF_H

#include "plugins/lib/release.h"
#include "plugins/lib/repos.h"

enum dnf_kind { DNF_YUM = 3, DNF_4, DNF_5 };

struct dnf {
	struct sl_job *job;
	const struct release *release;
	const char *program; /* its path */
	enum dnf_kind kind;  /* whose options it takes */
	char *conf, *repos, *home;
};

/* Finds the program and writes its configuration.  dnf_fini() is due in any case. */
int dnf_open(struct sl_job *, const struct release *, struct dnf *);
void dnf_fini(struct dnf *);

/* Says where the packages of the next commands come from. */
int dnf_repositories(struct dnf *, const struct repos *);

/* No names: nothing is done.  env: NULL, or NAME=value for this command. */
int dnf_install(struct dnf *, const char *const *names, const char *const *exclude,
		const char *const *env);
int dnf_remove(struct dnf *, const char *const *names, const char *const *env);
int dnf_upgrade(struct dnf *, const char *const *env);

/* Enables the streams of modules that the option `modules` names. */
int dnf_modules(struct dnf *);

#endif
