/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/answers.h - the DHCP server's files, as files of a run.
 */
#ifndef BOOT_ANSWERS_H
#define BOOT_ANSWERS_H

#include "changes.h"

#include "core/dhcp/dhcp.h"

/* Completes the answers with the inventory's networks, takes out those of bad nodes and
 * of nodes whose MAC or address another node has (said; they are bad then), and adds the
 * DHCP server's files to changes->files.  0 or -errno. */
int answers_add(struct changes *, struct dhcp_answers *) MUST_CHECK;

/* Makes what the DHCP server wants to be there even when it is empty.  0 or -errno. */
int answers_prepare(const struct boot *) MUST_CHECK;

/* Tells the DHCP server what was written.  0 or -errno. */
int answers_tell(const struct changes *) MUST_CHECK;

#endif
