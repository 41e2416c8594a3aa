/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/environment.h - what is a node's own in a view: accounts, keys, time zone,
 * identity.
 */
#ifndef PACK_ENVIRONMENT_H
#define PACK_ENVIRONMENT_H

#include "core/base/log.h"
#include "core/base/strv.h"
#include "core/lists/exlist.h"

/* All borrowed. */
struct environment {
	const char *rootpw;      /* crypt(5) hash; NULL or "": root cannot log in by
				  * password */
	const struct strv *keys; /* lines of authorized_keys(5) for root; NULL: none, and
				  * the tree's own stay */
	const char *timezone;    /* "Europe/Berlin"; NULL: as the tree has it */
};

/* Reads files of public keys, one a line, passing over comments and empty lines.  Refuses
 * private keys and what is no key, with file and line. */
int environment_read_keys(struct log *, const struct strv *files,
			  struct strv *keys) MUST_CHECK;

/* Before anything is touched: the hash is one of crypt(5) (anything else might be the
 * password itself, and is never shown), every key is a public one, the tree has the time
 * zone, and no line of its fstab mounts `/`.  tree: the tree as it was built. */
int environment_check(struct log *, int tree, const struct environment *) MUST_CHECK;

/* Adds to the list's includes what an exclude list must leave in place: the time zone's
 * file and what it links to. */
void environment_keep(int tree, const struct environment *, struct exlist *);

/* Changes the view below `root`, after exclusion, in this order.  strip(): host keys, random
 * seeds, and identities of the build are gone.  (Then come a site's own files.)  apply():
 * root's password and keys; time zone; /etc/machine-id is empty; /proc, /sys, /dev, /run,
 * /tmp are there; no line of fstab mounts `/`. */
int environment_strip(struct log *, int root) MUST_CHECK;
int environment_apply(struct log *, int root, const struct environment *) MUST_CHECK;

#endif
