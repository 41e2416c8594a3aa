/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/manager.h - an RPM package manager, and what it says while it works.
 */
#ifndef LIB_MANAGER_H
#define LIB_MANAGER_H

#include "args.h"

/* What the standard output of one run told; see manager_line(). */
struct manager {
	struct sl_job *job;
	struct args recent; /* the last few lines of the script that runs */
	struct args last;   /* the last lines of all */
	struct args failed; /* scripts of packages, with their last words */
	int refused;        /* one of them kept its package from being installed */
};

enum manager_flag {
	MANAGER_LENIENT = 1u << 0, /* a package's script that fails is a warning        */
	MANAGER_STATUS = 1u << 1 /* its exit status is returned, and not said; the message
				    * is the caller's, from `last`                     */
};

/* Runs the words with the environment (NULL: none).  last: gets the last lines of both
 * outputs with MANAGER_STATUS, and nothing else; args_fini() is due; or NULL.  Packages' scripts that fail are
 * found in what rpm says of them: the package manager itself ends with 0 then.  0,
 * -errno after saying why in the package manager's own words, or an exit status. */
int manager_run(struct sl_job *, unsigned flags, const struct args *words,
		const struct args *env, struct args *last);

/* One line of output; for the tests. */
void manager_line(void *manager, const char *line);

/* The environment in which packages are installed: nothing is started, no initrd made. */
void manager_environment(struct args *env, const char *home, const char *const *more);

#endif
