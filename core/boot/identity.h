/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/identity.h - a machine ID for each node that stays the same at every boot.
 */
#ifndef BOOT_IDENTITY_H
#define BOOT_IDENTITY_H

#include "core/base/log.h"
#include "core/config/site.h"

enum { IDENTITY_HEX = 32 };

/* Reads STATEDIR/site-id, 32 hex digits; makes a random one when it is missing, and keeps
 * it if `keep`.  0 or -errno. */
int identity_load(struct log *, const struct site *, bool keep,
		  char id[IDENTITY_HEX + 1]) MUST_CHECK;

/* machine-id(5) of a node: the first 32 hex digits of SHA-256(site's id + its name). */
void identity_of_node(const char *site_id, const char *node,
		      char machine_id[IDENTITY_HEX + 1]);

#endif
