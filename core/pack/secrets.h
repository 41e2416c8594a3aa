/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/secrets.h - what nobody on the boot network should read, found in a view.
 */
#ifndef PACK_SECRETS_H
#define PACK_SECRETS_H

#include "core/base/log.h"
#include "core/base/strv.h"

/* Adds one sentence for each finding: password hashes of other users than root in
 * /etc/passwd, /etc/shadow and their copies; private keys (PEM, OpenSSH, PuTTY) and
 * keytabs in files below /etc, /home, /root, /srv and /var/lib.  root: folder of the
 * view. Returns 0 also when something was found: what follows is the caller's decision.
 */
int secrets_find(struct log *, int root, struct strv *findings) MUST_CHECK;

/* The same patterns for one file that is published, whatever folder it lies in: `path`
 * from the root ("etc/shadow"), and its content. */
void secrets_in_file(const char *path, const void *data, size_t bytes,
		     struct strv *findings);

#endif
