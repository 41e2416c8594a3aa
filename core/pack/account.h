/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/account.h - root's password and SSH keys in a view.
 */
#ifndef PACK_ACCOUNT_H
#define PACK_ACCOUNT_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

/* Is it a salted hash of crypt(5), or a text that locks an account ("!...", "*")? */
bool account_is_hash(const char *text);

/* One line of authorized_keys(5) with a public key; options may come first. */
bool account_is_key(const char *line);

/* Writes the hash into root's line of etc/shadow, which is added when it is missing, and
 * sees to it that etc/passwd points there; the copies etc/passwd- and etc/shadow- that
 * tools leave behind are removed.  All other lines, owner, mode and attributes stay. */
int account_set_password(struct log *, int root, const char *hash) MUST_CHECK;

/* Adds the keys that root/.ssh/authorized_keys lacks; 0600 in a folder of 0700. */
int account_add_keys(struct log *, int root, const struct strv *keys) MUST_CHECK;

#endif
