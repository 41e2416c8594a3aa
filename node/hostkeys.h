/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hostkeys.h - public halves of the node's SSH host keys.
 */
#ifndef NODE_HOSTKEYS_H
#define NODE_HOSTKEYS_H

#include "wire/report.h"

/* Adds "TYPE BASE64" of each /etc/ssh/ssh_host_*.pub. */
void hostkeys_read(struct wire_report *);

/* Cuts "TYPE BASE64 COMMENT" down in place.  0, or -EINVAL: it is no public key. */
int hostkeys_cut(char *line);

#endif
