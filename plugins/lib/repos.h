/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/repos.h - repositories of RPM packages, and the keys to check them with.
 */
#ifndef LIB_REPOS_H
#define LIB_REPOS_H

#include "args.h"

struct repo {
	char *id;  /* letters, digits and "-_.", different from all others         */
	char *url; /* folders of this machine as file:// URLs                      */
	struct args keys; /* files of keys; a URL has those of this machine             */
};

struct repos {
	struct repo *v;
	size_t n;
};

/* Where keys are looked for. */
struct repos_keys {
	const char *chosen; /* a file, or a folder of them; NULL: look                */
	const struct args *names; /* files that are looked for on a medium before others,
				  * and, with a path, on this machine                    */
};

/* Adds the repositories of a source: a URL is one; a folder is searched for those that
 * have repodata/repomd.xml, itself included.  0, or -errno after saying what is wrong. */
int repos_add(struct sl_job *, const char *source, const struct repos_keys *,
	      struct repos *);
int repos_add_all(struct sl_job *, const char *const *sources, const struct repos_keys *,
		  struct repos *);
void repos_fini(struct repos *);

/* 0, or -ENOKEY after saying that a repository has no key, and what to do; `section` is
 * the plugin's, for that message. */
int repos_need_keys(struct sl_job *, const struct repos *, const char *section);

/* "file:///a%20folder"; NULL when memory is out. */
char *repos_file_url(const char *path);

#endif
